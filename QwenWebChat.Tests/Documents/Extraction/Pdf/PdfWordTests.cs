using QwenWebChat.Documents.Extraction;
using QwenWebChat.Documents.Extraction.Pdf;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

/// <summary>Where words begin and end, and what stands above or below the line.</summary>
public sealed class PdfWordTests
{
    [Theory]
    [InlineData(0.12)]
    [InlineData(0.15)]
    [InlineData(0.25)]
    public async Task Read_WordsWithoutSpaces_ArePartedByTheGapsOfTheirLine(double gap)
    {
        using SamplePdf pdf = new();
        pdf.Page().Pieces(72, 700, gap, "The", "committee", "met", "in", "the", "spring", "and", "heard", "the", "report.");

        Assert.Equal("The committee met in the spring and heard the report.", (await Reading.Bytes(pdf.Build(), "a.pdf")).Text);
    }

    [Fact]
    public async Task Read_SpacedHeading_StaysWords()
    {
        using SamplePdf pdf = new();
        pdf.Page().Pieces(72, 700, 0.2, [.. "CHAPTER".Select(letter => letter.ToString())]);
        pdf.Pieces(72, 600, 0.14, [.. "Summer".Select(letter => letter.ToString())]);

        Assert.Equal(["Paragraph CHAPTER", "Paragraph Summer"], (await Reading.Bytes(pdf.Build(), "a.pdf")).Lines());
    }

    [Theory]
    [InlineData(0.17, 0.0, 0.0, 0.01)]
    [InlineData(0.065, 0.0, 0.13, 0.0, 0.01, 0.12, 0.0)]
    [InlineData(0.4, 0.2, 0.2, 0.6, 0.2, 0.2)]
    [InlineData(double.MaxValue, 0.2, 0.2, 0.21, 0.2)]
    [InlineData(0.17, 0.0, 0.02, 0.04, 0.06, 0.08, 0.1)]
    public void Threshold_Gaps_TellWordsFromLetters(double expected, params double[] gaps) =>
        Assert.Equal(expected, PdfWordGaps.Threshold([.. gaps]), 0.01);

    [Theory]
    [InlineData("10^6 bacteria", "10", "6", " bacteria")]
    [InlineData("10^-9 mol", "10", "-9", " mol")]
    [InlineData("25 m^2 of land", "25 m", "2", " of land")]
    [InlineData("per mol^-1 K", "per mol", "-1", " K")]
    [InlineData("2^n steps", "2", "n", " steps")]
    [InlineData("the 19th century", "the 19", "th", " century")]
    [InlineData("the report12 says", "the report", "12", " says")]
    [InlineData("the end.3 Another", "the end.", "3", " Another")]
    [InlineData("3 1/2 miles", "3", "1", "/2 miles")]
    public async Task Read_RaisedCharacters_DoNotChangeNumbers(string expected, string before, string raised, string after)
    {
        using SamplePdf pdf = new();
        pdf.Page().Scripts(72, 700, 3.5, before, raised, after);

        Assert.Equal(expected, (await Reading.Bytes(pdf.Build(), "a.pdf")).Text);
    }

    [Theory]
    [InlineData("CO2 and more", "CO", "2", " and more")]
    [InlineData("101_2 is five", "101", "2", " is five")]
    public async Task Read_LoweredCharacters_DoNotChangeNumbers(string expected, string before, string lowered, string after)
    {
        using SamplePdf pdf = new();
        pdf.Page().Scripts(72, 700, -1.5, before, lowered, after);

        Assert.Equal(expected, (await Reading.Bytes(pdf.Build(), "a.pdf")).Text);
    }

    [Theory]
    [InlineData("J\u00F6rg", "J", "\u00A8", "o", "rg")]
    [InlineData("na\u00EFve", "na", "\u00A8", "\u0131", "ve")]
    [InlineData("10^n", "10", "^", "", "n")]
    public void Read_AccentDrawnOverALetter_IsPartOfIt(string expected, string before, string accent, string letter, string after)
    {
        List<PdfGlyph?> glyphs = [];
        double left = 72;
        foreach (char character in before)
        {
            Add(character.ToString());
        }

        glyphs.Add(new PdfGlyph(accent, left, left + 4, 700, 10, false));
        left += letter.Length == 0 ? 4 : 0;
        foreach (char character in letter + after)
        {
            Add(character.ToString());
        }

        Assert.Equal(expected, Assert.Single(Assert.Single(PdfRows.Read(glyphs)).Segments).Text);

        void Add(string text) => glyphs.Add(new PdfGlyph(text, left, left += 5, 700, 10, false));
    }

    [Fact]
    public async Task Read_TightWordSpaces_AreSpaces()
    {
        DocumentText document = await Reading.Bytes(await File.ReadAllBytesAsync(SharedFolder.Require("cases", "docs", "tight-word-spaces.pdf"), TestContext.Current.CancellationToken), "a.pdf");

        Assert.Equal(4, document.Parts.Count);
        Assert.All(document.Parts, part => Assert.StartsWith("The committee met in the spring and heard the report on the harbour works. It found", document[part].ToString(), StringComparison.Ordinal));
    }
}
