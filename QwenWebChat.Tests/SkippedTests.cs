namespace QwenWebChat.Tests;

/// <summary>The last test of a run, by <see cref="LastCollection"/> and <see cref="CollectionOrder"/>.</summary>
[Slow]
[Collection(LastCollection.Name)]
public sealed class SkippedTests
{
    [Fact]
    public void Programs_ThatWereMissed_AreNamed()
    {
        if (InstalledPrograms.Describe() is { } missed)
        {
            Assert.Skip(missed);
        }
    }
}
