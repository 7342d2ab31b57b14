using QwenWebChat.App.Documents.Questions;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Tests.Documents.Questions;

namespace QwenWebChat.Tests.Documents.Citations;

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
    public void OfAnswer_Finished_RefersByNumber(string answer, string markdown)
    {
        Assert.Equal(markdown, Parse(answer).Markdown);
    }

    [Theory]
    [InlineData("It is steel. <q>The pump", "It is steel.")]
    [InlineData("It is steel. <q", "It is steel.")]
    [InlineData("It is steel. <", "It is steel.")]
    [InlineData("It is steel. <q>made of steel</", "It is steel.")]
    [InlineData("It is steel. <q>made of steel</q>", "It is steel. [1]")]
    public void OfAnswer_Unfinished_HidesWhatHasOnlyBegun(string answer, string markdown)
    {
        Assert.Equal(markdown, Parse(answer, isFinished: false).Markdown);
    }

    [Fact]
    public void OfAnswer_Quotes_SayWhereTheyStand()
    {
        CitedText text = Parse(
            "Steel <q>pump is made of STEEL</q>, third <q>the gasket is described in its part 2</q>, over pages <q>by somebody who knows. [page 2] On page 2 the valve</q>, long <q>水泵由钢制成,使用寿命很长</q>, not <q>of solid gold</q>.");

        Assert.Equal(
            [((Guid?)First.Id, CitationKind.Normalised, (int?)null), (Second.Id, CitationKind.Exact, 3), (Second.Id, CitationKind.Normalised, 1), (First.Id, CitationKind.Normalised, null), (null, CitationKind.NotFound, null)],
            text.Citations.Select(citation => (citation.DocumentId, citation.Kind, citation.Page)));
        Assert.Equal([1, 2, 3, 4, 5], text.Citations.Select(citation => citation.Number));
        Assert.False(text.Citations[^1].IsFound);
    }

    [Fact]
    public void OfAnswer_EveryPrefix_ShowsNoMarkAndOnlyGrows()
    {
        const string answer = "One <q>made of steel</q> two <q>It weighs 40 kg</q>.\n\n- <q>水泵由钢制成</q>\n- three <q>no such words</q> end";
        CitationSearch search = NewSearch();
        int references = 0;
        for (int length = 0; length <= answer.Length; length++)
        {
            CitedText text = CitedText.OfAnswer(answer[..length], search, isFinished: false);

            Assert.DoesNotContain("<q", text.Markdown, StringComparison.Ordinal);
            Assert.DoesNotContain("</", text.Markdown, StringComparison.Ordinal);
            Assert.InRange(text.Citations.Count, references, references + 1);
            references = text.Citations.Count;
        }

        Assert.Equal(4, references);
    }

    [Theory]
    [InlineData("A <q>one two</q>. B<q>three</q>", "A [5]. B[6]", "one two|three")]
    [InlineData("A [3] of its own <q>see [3] there</q>", "A of its own [5]", "see [3] there")]
    [InlineData("Twice <q>x y</q> and <q> “x y” </q>.", "Twice [5] and [5].", "x y")]
    [InlineData("Open <q>never closed. B <q>y</q>.", "Open never closed. B [5].", "y")]
    [InlineData("Cut off <q>in the mid", "Cut off", "")]
    [InlineData("Empty <q> </q>.", "Empty .", "")]
    public void OfSection_Quotations_BecomeMarks(string text, string numbered, string quotes)
    {
        CitedText cited = CitedText.OfSection(text, NewSearch(), (0, 0)).NumberedFrom(5);

        Assert.Equal(numbered, cited.Markdown);
        Assert.Equal(quotes, string.Join('|', cited.Citations.Select(citation => citation.Quote)));
        Assert.Equal(Enumerable.Range(5, cited.Citations.Count), cited.Citations.Select(citation => citation.Number));
    }

    [Fact]
    public void OfSection_Kinds_AreKept()
    {
        CitedText cited = CitedText.OfSection("Steel <q>made of steel</q>, heavy <q>it weighs 40 KG</q>, light <q>weighs 4</q>, gold <q>of gold</q>.", NewSearch(), (0, 10));

        Assert.Equal("Steel [1], heavy [2], light [3], gold [4].", cited.Markdown);
        Assert.Equal(
            [(CitationKind.Exact, "made of steel"), (CitationKind.Normalised, "It weighs 40 kg"), (CitationKind.Close, "weighs 40"), (CitationKind.NotFound, "")],
            cited.Citations.Select(citation => (citation.Kind, citation.Words)));
    }

    private static CitedText Parse(string answer, bool isFinished = true) => CitedText.OfAnswer(answer, NewSearch(), isFinished);

    private static CitationSearch NewSearch() => new([(First.Id, First.Text), (Second.Id, Second.Text)]);
}
