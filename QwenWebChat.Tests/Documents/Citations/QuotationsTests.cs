using QwenWebChat.Documents.Citations;

namespace QwenWebChat.Tests.Documents.Citations;

/// <summary>Quotations are read as models write them, and nothing else is taken for one.</summary>
public sealed class QuotationsTests
{
    [Theory]
    [InlineData("A <q>one</q> b", "A |{one}| b")]
    [InlineData("A <Q cite=\"p. 3\">one</q > b", "A |{one}| b")]
    [InlineData("A <q page 12>one</Q> b", "A |{one}| b")]
    [InlineData("A <q >one<q/> b", "A |{one}| b")]
    [InlineData("A <q>two\nlines</q> b", "A |{two\nlines}| b")]
    [InlineData("A <q>“one”</q><q> 「二」 </q>", "A |{one}|{二}")]
    [InlineData("A <q>outer <q>inner</q> rest</q>", "A |{outer}|{inner}| rest")]
    [InlineData("A <q>forgotten\nB <q>two</q> c", "A |{forgotten}|\nB |{two}| c")]
    [InlineData("A <q>not closed. B <q>two</q> c", "A |not closed. B |{two}| c")]
    [InlineData("A <q>at the end", "A |{at the end}")]
    [InlineData("stray</q> b", "stray| b")]
    [InlineData("if p <q then r> s, p <quote> and a<q", "if p <q then r> s, p <quote> and a<q")]
    [InlineData("<q></q><q> \n</q>", "")]
    [InlineData("", "")]
    public void Parse_Finished_DividesClaimsFromQuotations(string text, string pieces) => Assert.Equal(pieces, Show(text, isFinished: true));

    [Theory]
    [InlineData("A <q>cut o", "A")]
    [InlineData("A <q>one</q> b <q cite=\"p. ", "A |{one}| b ")]
    [InlineData("A <q>one</", "A")]
    [InlineData("A <q>forgotten\nB <q>tw", "A |{forgotten}|\nB")]
    [InlineData("a < b", "a < b")]
    public void Parse_Unfinished_LeavesOutWhatIsOpen(string text, string pieces) => Assert.Equal(pieces, Show(text, isFinished: false));

    // Longer than any answer, and each tag could pair with each other.
    [Fact]
    public void Parse_ManyTags_ReadsEachOnce()
    {
        string text = string.Concat(Enumerable.Repeat("<q>a ", 50_000)) + string.Concat(Enumerable.Repeat("</q>", 50_000));

        Assert.Equal(50_000, Quotations.Parse(text, isFinished: true).Count(piece => piece is ("a", true)));
    }

    [Theory]
    [InlineData("Claim <q>words of", "Claim")]
    [InlineData("Claim <q>words</q>. Next <", "Claim . Next")]
    [InlineData("a < b", "a < b")]
    public void Hide_PartialText_ShowsClaimsAlone(string text, string shown) => Assert.Equal(shown, Quotations.Hide(text).TrimEnd());

    [Theory]
    [InlineData("A <q>one</q>. B <q>cut", "A <q>one</q>. B")]
    [InlineData("A <q>one</q>.", "A <q>one</q>.")]
    public void DropOpen_CutOff_KeepsTheRest(string text, string kept) => Assert.Equal(kept, Quotations.DropOpen(text));

    private static string Show(string text, bool isFinished) =>
        string.Join('|', Quotations.Parse(text, isFinished).Select(piece => piece.IsQuotation ? $"{{{piece.Text}}}" : piece.Text));
}
