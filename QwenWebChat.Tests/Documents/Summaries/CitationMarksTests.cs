using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Documents.Summaries.Writing;

namespace QwenWebChat.Tests.Documents.Summaries;

public sealed class CitationMarksTests
{
    [Theory]
    [InlineData("A <q>one two</q>. B<q>three</q>", "A [5]. B[6]", "one two|three")]
    [InlineData("A [3] of its own <q>see [3] there</q>", "A of its own [5]", "see [3] there")]
    [InlineData("Twice <q>x y</q> and <q> “x y” </q>.", "Twice [5] and [5].", "x y")]
    [InlineData("Open <q>never closed. B <q>y</q>.", "Open never closed. B [5].", "y")]
    [InlineData("Cut off <q>in the mid", "Cut off", "")]
    [InlineData("Empty <q> </q>.", "Empty .", "")]
    public void Number_Quotations_BecomeMarks(string text, string numbered, string quotes)
    {
        Assert.Equal(numbered, Quotations.Number(text, 5, out IReadOnlyList<string> found));
        Assert.Equal(quotes, string.Join('|', found));
    }

    [Theory]
    [InlineData("Claim <q>words of", "Claim")]
    [InlineData("Claim <q>words</q>. Next <", "Claim . Next")]
    [InlineData("a < b", "a < b")]
    public void Hide_PartialText_ShowsClaimsAlone(string text, string shown) => Assert.Equal(shown, Quotations.Hide(text).TrimEnd());

    [Theory]
    [InlineData("A [3]. B [9].", "A [3]. B.")]
    [InlineData("A [3, 4]【5】", "A [3][4][5]")]
    [InlineData("A [3-5, 9]", "A [3][4][5]")]
    [InlineData("A [1-999999] B", "A B")]
    [InlineData("[x] [2020]", "[x]")]
    public void KeepKnown_UnknownMarks_AreTakenOut(string text, string kept) => Assert.Equal(kept, CitationMarks.KeepKnown(text, new HashSet<int> { 3, 4, 5 }));

    [Fact]
    public void Renumber_Marks_CountFromOneInOrderOfAppearance()
    {
        string text = CitationMarks.Renumber("a [30] b [7][30] c [99]", new HashSet<int> { 7, 30, 50 }, out IReadOnlyList<int> used);

        Assert.Equal("a [1] b [2][1] c", text);
        Assert.Equal([30, 7], used);
    }

    [Fact]
    public void Settled_OpenMark_IsHeldBack() => Assert.Equal("a [1] b", CitationMarks.Settled("a [1] b [2"));

    [Theory]
    [InlineData(new[] { 5, 5, 5, 5 }, 20, new[] { 4 })]
    [InlineData(new[] { 5, 5, 5, 5, 5, 5 }, 20, new[] { 3, 3 })]
    [InlineData(new[] { 19, 5, 5 }, 20, new[] { 1, 2 })]
    [InlineData(new[] { 30, 30 }, 20, new[] { 1, 1 })]
    public void Of_Neighbours_FormFewEvenGroups(int[] tokens, int budget, int[] groups) => Assert.Equal(groups, EvenGroups.Of(tokens, budget));
}
