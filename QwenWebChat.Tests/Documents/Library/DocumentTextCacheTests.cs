using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Library;

/// <summary>The cache holds what was used last, and no more bytes than it may.</summary>
public sealed class DocumentTextCacheTests
{
    private static readonly Guid A = Guid.NewGuid();
    private static readonly Guid B = Guid.NewGuid();
    private static readonly Guid C = Guid.NewGuid();

    [Fact]
    public void Add_Full_DropsWhatWasUsedLongestAgo()
    {
        DocumentTextCache cache = new(100);
        cache.Add(A, Text(20));
        cache.Add(B, Text(20));
        Assert.NotNull(cache.Find(A));

        cache.Add(C, Text(20));

        Assert.Equal((true, false, true), (cache.Holds(A), cache.Holds(B), cache.Holds(C)));
    }

    [Fact]
    public void Add_LargerThanAll_IsFoundWhileInUseAndDropsNothing()
    {
        DocumentTextCache cache = new(100);
        cache.Add(A, Text(20));

        DocumentText large = Text(60);
        Assert.Same(large, cache.Add(B, large));

        Assert.Equal((true, false), (cache.Holds(A), cache.Holds(B)));
        Assert.Same(large, cache.Find(B));
        Assert.Same(large, cache.Add(B, Text(60)));
    }

    [Fact]
    public void Add_Again_KeepsTheFirst()
    {
        DocumentTextCache cache = new(100);
        DocumentText first = cache.Add(A, Text(20));

        Assert.Same(first, cache.Add(A, Text(20)));
        cache.Remove(A);
        Assert.Null(cache.Find(A));
    }

    private static DocumentText Text(int length) => new() { Text = new string('x', length), Format = FileFormat.Text };
}
