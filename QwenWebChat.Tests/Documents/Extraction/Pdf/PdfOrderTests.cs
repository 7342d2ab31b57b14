using QwenWebChat.Documents.Extraction;
using QwenWebChat.Documents.Extraction.Pdf;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

/// <summary>The order in which what stands on a page is read.</summary>
public sealed class PdfOrderTests
{
    [Fact]
    public async Task Read_ThreeColumns_AreReadOneAfterTheOther()
    {
        using SamplePdf pdf = new();
        pdf.Page();
        string[] words = ["one", "two", "three"];
        for (int column = 0; column < words.Length; column++)
        {
            pdf.Lines(50 + (column * 160), 700, $"Column {words[column]} begins with this line", "and goes on for as many lines as", $"the others, which are not {words[column]},", "and then, after two more lines which", "say no more than that they are here", "as well, comes to its end at last.");
        }

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(
            words.Select(word => $"Paragraph Column {word} begins with this line and goes on for as many lines as the others, which are not {word}, and then, after two more lines which say no more than that they are here as well, comes to its end at last."),
            document.Lines());
    }

    [Fact]
    public async Task Read_ThreeColumnsOfShortCells_StayATable()
    {
        using SamplePdf pdf = new();
        pdf.Page().Lines(50, 700, "Name of the station", "Harbour", "Old lighthouse", "Pier").Lines(210, 700, "Person in charge of it", "A. Smith", "Somebody else", "None").Lines(370, 700, "Last visited in the year", "2021", "2020", "2019");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal("TableRow Harbour | A. Smith | 2021", document.Lines()[1]);
    }

    [Theory]
    [InlineData("vertical-chinese-placed.pdf", "春天的早晨港口委員會開會討論碼頭工程費用比第一次估計高出五分之一第二座碼頭要到明年年底才能開放委員要求新的計劃三個階段都要有確定的日期")]
    public async Task Read_VerticalChinese_IsReadInColumnsFromTheRight(string file, string expected)
    {
        DocumentText document = await Reading.Bytes(await File.ReadAllBytesAsync(SharedFolder.Require("cases", "docs", file), TestContext.Current.CancellationToken), file);

        Assert.Equal([$"Paragraph {expected}"], document.Lines());
    }

    [Fact]
    public void Split_VerticalText_IsTurnedAndItsNumbersStayInTheirColumns()
    {
        List<PdfGlyph?> glyphs = [];
        string[] columns = ["春天的早晨港口", "委員會開會討論"];
        for (int column = 0; column < columns.Length; column++)
        {
            glyphs.AddRange(columns[column].Select((character, index) => (PdfGlyph?)Glyph(character, 400 - (column * 28), 700 - (index * 16))));
        }

        glyphs.AddRange([Glyph('2', 373, 588, 7), Glyph('5', 380, 588, 7), null, Glyph('9', 300, 40, 7)]);

        List<PdfGlyph?>[] parts = [.. PdfVertical.Split(glyphs)];

        Assert.Equal(["春天的早晨港口", "委員會開會討論25"], PdfRows.Read(parts[0]).Select(row => Assert.Single(row.Segments).Text));
        Assert.Equal(["9"], PdfRows.Read(parts[1]).Select(row => Assert.Single(row.Segments).Text));
    }

    [Fact]
    public void Split_HorizontalText_StaysAsItIs()
    {
        List<PdfGlyph?> glyphs = [];
        for (int line = 0; line < 5; line++)
        {
            glyphs.AddRange("春天的早晨港口".Select((character, index) => (PdfGlyph?)Glyph(character, 100 + (index * 14), 700 - (line * 20))));
        }

        Assert.Same(glyphs, Assert.Single(PdfVertical.Split(glyphs)));
    }

    private static PdfGlyph Glyph(char character, double left, double baseline, double width = 14) => new(character.ToString(), left, left + width, baseline, 14, false);
}
