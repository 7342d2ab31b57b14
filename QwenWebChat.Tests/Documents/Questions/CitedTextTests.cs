using QwenWebChat.App.Documents.Questions;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.Tests.Documents.Questions;

/// <summary>Quotations of an answer become references that can be followed.</summary>
public sealed class CitedTextTests
{
    private static readonly SourceDocument First = Manual.Source(Manual.Plain("The pump is made of steel. It weighs 40 kg. 水泵由钢制成，使用寿命很长。"), "first.txt");
    private static readonly SourceDocument Second = Manual.Source(Manual.Of(3), "second.pdf", 2);

    [Theory]
    [InlineData("It is steel. <q>The pump is made of steel.</q>", "It is steel. [1]")]
    [InlineData("Steel <q>made of steel</q>, heavy <q>It weighs 40 kg</q>; steel <q>made of steel</q>.", "Steel [1], heavy [2]; steel [1].")]
    [InlineData("<q>It weighs 40 kg.</q>", "“It weighs 40 kg.” [1]")]
    [InlineData("- <q>It weighs 40 kg.</q>\n- The text says: <q>made of steel</q>", "- “It weighs 40 kg.” [1]\n- The text says: “made of steel” [2]")]
    [InlineData("No marks [3] here", "No marks \\[3\\] here")]
    [InlineData("`a[3]` stays", "`a[3]` stays")]
    [InlineData("Left open <q>made of steel\nnext line", "Left open [1]\nnext line")]
    [InlineData("Open again <Q>made of steel <q>weighs 40 kg</q> end</q>", "Open again [1][2] end")]
    [InlineData("Nothing <q> </q>said", "Nothing said")]
    [InlineData("a < b and <quote> stays", "a < b and <quote> stays")]
    [InlineData("", "")]
    public void Parse_Finished_RefersByNumber(string answer, string markdown)
    {
        Assert.Equal(markdown, Parse(answer).Markdown);
    }

    [Theory]
    [InlineData("It is steel. <q>The pump", "It is steel.")]
    [InlineData("It is steel. <q", "It is steel.")]
    [InlineData("It is steel. <", "It is steel.")]
    [InlineData("It is steel. <q>made of steel</", "It is steel.")]
    [InlineData("It is steel. <q>made of steel</q>", "It is steel. [1]")]
    public void Parse_Unfinished_HidesWhatHasOnlyBegun(string answer, string markdown)
    {
        Assert.Equal(markdown, Parse(answer, isFinished: false).Markdown);
    }

    [Fact]
    public void Parse_Quotes_SayWhereTheyStand()
    {
        CitedText text = Parse(
            "Steel <q>pump is made of STEEL</q>, third <q>the gasket is described in its part 2</q>, over pages <q>by somebody who knows. [page 2] On page 2 the valve</q>, long <q>水泵由钢制成,使用寿命很长</q>, not <q>of solid gold</q>.");

        Assert.Equal(
            [(First.Id, QuoteMatchKind.Normalised, null), (Second.Id, QuoteMatchKind.Exact, 3), (Second.Id, QuoteMatchKind.Normalised, 1), (First.Id, QuoteMatchKind.Normalised, null), (null, null, null)],
            text.Quotes.Select(quote => (quote.DocumentId, quote.Match?.Kind, quote.Match?.Page)));
        Assert.Equal([1, 2, 3, 4, 5], text.Quotes.Select(quote => quote.Number));
        Assert.False(text.Quotes[^1].IsFound);
    }

    [Fact]
    public void Parse_EveryPrefix_ShowsNoMarkAndOnlyGrows()
    {
        const string answer = "One <q>made of steel</q> two <q>It weighs 40 kg</q>.\n\n- <q>水泵由钢制成</q>\n- three <q>no such words</q> end";
        QuoteLookup lookup = new([First, Second]);
        int references = 0;
        for (int length = 0; length <= answer.Length; length++)
        {
            CitedText text = CitedText.Parse(answer[..length], lookup, isFinished: false);

            Assert.DoesNotContain("<q", text.Markdown, StringComparison.Ordinal);
            Assert.DoesNotContain("</", text.Markdown, StringComparison.Ordinal);
            Assert.InRange(text.Quotes.Count, references, references + 1);
            references = text.Quotes.Count;
        }

        Assert.Equal(4, references);
    }

    private static CitedText Parse(string answer, bool isFinished = true) => CitedText.Parse(answer, new QuoteLookup([First, Second]), isFinished);
}
