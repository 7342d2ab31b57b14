using QwenWebChat.DemoModel.Corpus;

namespace QwenWebChat.Tests.DemoModel.Corpus;

public sealed class ContentSplitTests
{
    [Fact]
    public void Of_ManyContents_KeepsATenthForTheTest()
    {
        int inTest = Enumerable.Range(0, 10_000).Count(i => ContentSplit.Of(Skill.About, [$"content {i}"]) == Split.Test);

        // Five standard deviations of a binomial of 10,000 and 0.1 are 150.
        Assert.InRange(inTest, 850, 1_150);
    }

    [Fact]
    public void Of_ContentsOfBothSplits_BelongsToNone()
    {
        string[] contents = [.. Enumerable.Range(0, 200).Select(i => $"content {i}")];

        Assert.Null(ContentSplit.Of(Skill.About, contents));
    }

    [Fact]
    public void StableHash_KnownText_NeverChanges() => Assert.Equal(0xefd01f60ba992926UL, ContentSplit.StableHash(""));
}
