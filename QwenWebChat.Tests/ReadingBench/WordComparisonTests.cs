using QwenWebChat.ReadingBench;

namespace QwenWebChat.Tests.ReadingBench;

public sealed class WordComparisonTests
{
    private const string Text = "one two three four five six";

    [Fact]
    public void Of_SameWords_IsWhole() => Assert.Equal(new WordComparison(6, 1, 1), WordComparison.Of(Text, "One, two;\nthree four FIVE six."));

    [Fact]
    public void Of_NoWordsOfTheExtractor_IsNothing() => Assert.Null(WordComparison.Of(" — ", Text));

    [Fact]
    public void Of_NoWordsOfOurs_HasNoOrder() => Assert.Equal(new WordComparison(6, 0, null), WordComparison.Of(Text, ""));

    [Fact]
    public void Of_OneCommonWord_HasNoOrder() => Assert.Equal(new WordComparison(6, 1d / 6, null), WordComparison.Of(Text, "seven two eight"));

    [Fact]
    public void Of_MoreWordsOfOurs_TakesNothingAway() => Assert.Equal(new WordComparison(6, 1, 1), WordComparison.Of(Text, "header one two three four chart five six footer"));

    [Fact]
    public void Of_RepeatedWords_CountAsOftenAsTheyStand() => Assert.Equal(0.5, WordComparison.Of("a a a a", "a a")?.Words);

    [Fact]
    public void Of_GluedWords_AreLost() => Assert.Equal(new WordComparison(4, 0.5, 1), WordComparison.Of("start 11:45 end", "start 11:45end"));

    [Fact]
    public void Of_ColumnsReadAcross_LoseTheirOrder()
    {
        WordComparison? comparison = WordComparison.Of("a b c d e f g h", "a b e f c d g h");

        // Of the neighbours, a b, c d, e f and g h are left.
        Assert.Equal(new WordComparison(8, 1, 4d / 7), comparison);
    }

    [Fact]
    public void Of_BlocksInAnotherOrder_KeepNearlyAllOfIt() => Assert.Equal(6d / 7, WordComparison.Of("a b c d e f g h", "e f g h a b c d")?.Order);

    [Fact]
    public void Of_MissingWords_DoNotCountAgainstTheOrder() => Assert.Equal(new WordComparison(6, 0.5, 1), WordComparison.Of(Text, "one three five"));
}
