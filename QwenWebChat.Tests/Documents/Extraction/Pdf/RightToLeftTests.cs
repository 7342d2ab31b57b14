using QwenWebChat.Documents.Extraction.Pdf;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

/// <summary>Lines as they stand on a page, from left to right, written here in escapes where an editor would turn them.</summary>
public sealed class RightToLeftTests
{
    [Theory]
    [InlineData("Nothing to do (here), 17.", "Nothing to do (here), 17.")]
    [InlineData("\u05D3\u05D2\u05D1\u05D0", "\u05D0\u05D1\u05D2\u05D3")]
    [InlineData(".\u05D3\u05D2 \u05D1\u05D0", "\u05D0\u05D1 \u05D2\u05D3.")]
    [InlineData("\u05D3 1,234.5 \u05D2\u05D1\u05D0", "\u05D0\u05D1\u05D2 1,234.5 \u05D3")]
    [InlineData("\u05D3\u05D2\u05D6 Le M \u05D1\u05D0", "\u05D0\u05D1 Le M \u05D6\u05D2\u05D3")]
    [InlineData("18 17 \u05D1\u05D0", "\u05D0\u05D1 17 18")]
    [InlineData("The word \u05D2\u05D1\u05D0 is Hebrew.", "The word \u05D0\u05D1\u05D2 is Hebrew.")]
    [InlineData("Either \u05D3\u05D2 \u05D1\u05D0 or (\u05D1\u05D0).", "Either \u05D0\u05D1 \u05D2\u05D3 or (\u05D0\u05D1).")]
    public void Logical_Line_IsAsItIsRead(string visual, string logical) => Assert.Equal(logical, RightToLeft.Logical(visual));

    [Theory]
    [InlineData("\u05D3 (\u05D2\u05D1) \u05D0")]
    [InlineData("\u05D3 )\u05D2\u05D1( \u05D0")]
    public void Logical_Brackets_OpenFirstHoweverTheyWereNamed(string visual) => Assert.Equal("\u05D0 (\u05D1\u05D2) \u05D3", RightToLeft.Logical(visual));

    [Fact]
    public void Reversed_Marks_StayBehindTheirLetter() => Assert.Equal("\u05D1\u05D0\u05B8", RightToLeft.Reversed("\u05D0\u05B8\u05D1"));

    [Theory]
    [InlineData("Albatros", false)]
    [InlineData("17", false)]
    [InlineData("\u0645\u0631\u062D\u0628\u0627 abc", true)]
    public void IsMostly_CountsLetters(string text, bool expected) => Assert.Equal(expected, RightToLeft.IsMostly(text));
}
