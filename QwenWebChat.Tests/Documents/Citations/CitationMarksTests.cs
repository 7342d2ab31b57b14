using QwenWebChat.Documents.Citations;

namespace QwenWebChat.Tests.Documents.Citations;

public sealed class CitationMarksTests
{
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

    [Fact]
    public void Shift_Marks_KeepsWhatStandsBetween() => Assert.Equal("a [31] b [8][31].", CitationMarks.Shift("a [30] b [7][30].", 1));
}
