using FsCheck;
using FsCheck.Fluent;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Documents.Summaries.Splitting;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Documents.Summaries;

public sealed class SectionSplitterTests
{
    [Fact]
    public void Split_FitsAtOnce_IsOneLeaf()
    {
        DocumentText document = new SampleDocument().Heading("A").Paragraph("one two").Heading("B").Paragraph("three").Finish();

        SummarySection leaf = Assert.Single(Split(document, 5, 3));

        Assert.Equal((0, document.Text.Length, 5, false), (leaf.Start, leaf.Length, leaf.TokenCount, CutsSentence(document, leaf)));
    }

    [Fact]
    public void Split_Chapters_AreCutAtTheirHeadings()
    {
        DocumentText document = new SampleDocument()
            .Page().Heading("One").Paragraph(SampleDocument.Words(15))
            .Page().Heading("Two").Heading("Two a", 2).Paragraph(SampleDocument.Words(9)).Heading("Two b", 2).Paragraph(SampleDocument.Words(13))
            .Page().Heading("Three").Paragraph("a b c").Heading("Four").Paragraph("d e f")
            .Finish();

        IReadOnlyList<SummarySection> leaves = Split(document, 20, 20);

        Assert.Equal(["One", "Two", "Two › Two b", "Three – Four"], leaves.Select(leaf => leaf.Title));
        Assert.Equal([1, 2, 2, 3], leaves.Select(leaf => leaf.FirstPage));
        Assert.Equal([16, 12, 15, 8], leaves.Select(leaf => leaf.TokenCount));
    }

    [Fact]
    public void Split_NoHeadings_PacksParagraphsAndNamesThePage()
    {
        DocumentText document = new SampleDocument().Page("Sheet").Paragraph("a b c").Paragraph("d e f").Paragraph("g h i").Finish();

        IReadOnlyList<SummarySection> leaves = Split(document, 6, 6);

        Assert.Equal([6, 3], leaves.Select(leaf => leaf.TokenCount));
        Assert.Equal(["Sheet", "Sheet"], leaves.Select(leaf => leaf.Title));
    }

    [Fact]
    public void Split_LongParagraph_IsCutBehindSentences()
    {
        DocumentText document = new SampleDocument().Paragraph("Dr. Jones met J. Smith at 3.5 km. He said: \"No!\" then left. Was it so? It was.").Finish();

        IReadOnlyList<SummarySection> leaves = Split(document, 8, 8);

        Assert.Equal(
            ["Dr. Jones met J. Smith at 3.5 km.", "He said: \"No!\" then left. Was it so?", "It was."],
            leaves.Select(leaf => document.Text.Substring(leaf.Start, leaf.Length).Trim()));
        Assert.DoesNotContain(leaves, leaf => CutsSentence(document, leaf));
    }

    [Fact]
    public void Split_ChineseParagraph_IsCutBehindSentences()
    {
        DocumentText document = new SampleDocument().Paragraph("他说：“走吧。”然后离开了。天黑了！谁来？").Finish();

        IReadOnlyList<SummarySection> leaves = SectionSplitter.Split(document, text => text.Length, 12, 8, Cancellation);

        Assert.Equal(["他说：“走吧。”", "然后离开了。", "天黑了！谁来？"], leaves.Select(leaf => document.Text.Substring(leaf.Start, leaf.Length)));
    }

    [Fact]
    public void Split_SentenceBeyondTheBudget_IsCutBehindClausesAndSaysSo()
    {
        DocumentText document = new SampleDocument().Paragraph("one two three four, five six seven eight").Finish();

        IReadOnlyList<SummarySection> leaves = Split(document, 5, 5);

        Assert.Equal(["one two three four,", "five six seven eight"], leaves.Select(leaf => document.Text.Substring(leaf.Start, leaf.Length).Trim()));
        Assert.Equal([true, false], leaves.Select(leaf => CutsSentence(document, leaf)));
    }

    [Fact]
    public void Split_ParagraphOfTheWholeBudget_DoesNotLeaveItsHeadingAlone()
    {
        DocumentText document = new SampleDocument().Heading("A").Paragraph(SampleDocument.Words(20)).Heading("B").Paragraph(SampleDocument.Words(20)).Finish();

        Assert.All(Split(document, 20, 20), leaf => Assert.True(leaf.TokenCount > 5));
    }

    [Fact]
    public void Split_LongDocument_CountsEachPartOnce()
    {
        DocumentText document = SampleDocument.Long(out _);
        int counted = 0;

        IReadOnlyList<SummarySection> leaves = SectionSplitter.Split(document, text => { counted++; return WordCounter.WordsOf(text); }, 6000, 6000, Cancellation);

        Assert.Equal(document.Parts.Count, counted);
        Assert.Equal(20, leaves.Count);
        AssertWhole(document, leaves, 6000);
    }

    [Fact]
    public void Split_AnyDocument_HoldsEveryPartOnceInOrderWithinTheBudget()
    {
        Gen<(int Kind, int Length)[]> parts = (from kind in Gen.Choose(0, 9) from length in Gen.Choose(1, 60) select (kind, length)).ArrayOf();
        Gen<((int, int)[] Parts, int Budget)> cases = from list in parts from budget in Gen.Choose(3, 80) select (list, budget);
        SeededProperty.Holds(cases, 500, sample =>
        {
            DocumentText document = Make(sample.Parts);
            AssertWhole(document, Split(document, sample.Budget, sample.Budget), sample.Budget);
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static IReadOnlyList<SummarySection> Split(DocumentText document, int whole, int leaf) => SectionSplitter.Split(document, WordCounter.WordsOf, whole, leaf, Cancellation);

    private static bool CutsSentence(DocumentText document, SummarySection leaf) =>
        leaf.End < document.Text.Length && !".!?\"。！？”".Contains(document.Text[..leaf.End].TrimEnd()[^1], StringComparison.Ordinal);

    private static DocumentText Make((int Kind, int Length)[] parts)
    {
        SampleDocument document = new();
        foreach ((int kind, int length) in parts)
        {
            _ = kind switch
            {
                0 => document.Page().Paragraph(SampleDocument.Words(length)),
                < 4 => document.Heading(SampleDocument.Words(Math.Min(3, length)), kind),
                4 => document.Paragraph(string.Join(' ', Enumerable.Repeat("endless", length))),
                5 => document.Add(DocumentPartKind.Code, string.Join('\n', Enumerable.Repeat("x = 1", length))),
                _ => document.Paragraph(SampleDocument.Words(length)),
            };
        }

        return document.Finish();
    }

    private static void AssertWhole(DocumentText document, IReadOnlyList<SummarySection> leaves, int budget)
    {
        int at = 0;
        foreach (SummarySection leaf in leaves)
        {
            Assert.True(leaf.TokenCount <= budget, $"{leaf.TokenCount} tokens in a leaf of {budget}");
            Assert.Equal(WordCounter.WordsOf(document.Text.Substring(leaf.Start, leaf.Length)), leaf.TokenCount);
            Assert.True(string.IsNullOrWhiteSpace(document.Text[at..leaf.Start]));
            at = leaf.End;
        }

        Assert.Equal(document.Text.Length, at);
        Assert.Equal(Enumerable.Range(0, leaves.Count), leaves.Select(leaf => leaf.Place));
        SummaryCoverage coverage = SummaryCoverage.Of(document, leaves.Select(leaf => (leaf.Start, leaf.Length)));
        Assert.True(coverage.IsComplete);
        Assert.Equal(document.Parts.Count, coverage.PartsRead);
        // A paragraph that fits is never divided.
        Assert.All(
            document.Parts.Where(part => WordCounter.WordsOf(document[part].ToString()) <= budget / 2),
            part => Assert.Single(leaves, leaf => leaf.Start < part.End && part.Start < leaf.End));
    }
}
