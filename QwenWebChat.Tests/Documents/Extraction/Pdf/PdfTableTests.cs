using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

public sealed class PdfTableTests
{
    [Fact]
    public async Task Read_EmptyCells_KeepTheirColumns()
    {
        using SamplePdf pdf = new();
        pdf.Page().Lines(72, 700, "Region", "North", "South", "East", "West").Lines(172, 700, "2021", "", "7", "", "3").Lines(272, 700, "2022", "12", "", "", "5").Lines(372, 700, "2023", "15", "9", "4", "");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(
            ["TableRow Region | 2021 | 2022 | 2023", "TableRow North |  | 12 | 15", "TableRow South | 7 |  | 9", "TableRow East |  |  | 4", "TableRow West | 3 | 5 |"],
            document.Lines());
    }

    [Fact]
    public async Task Read_HeadThatStandsBesideItsNumbers_MakesNoColumn()
    {
        using SamplePdf pdf = new();
        pdf.Page().Lines(72, 700, "Region", "Northern coast", "Southern coast").Lines(200, 700, "Sales", "12", "14").Lines(250, 700, "Cost", "10", "11").Lines(300, 700, "A", "", "").Lines(318, 688, "1,215", "1,390");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(["TableRow Region | Sales | Cost | A", "TableRow Northern coast | 12 | 10 | 1,215", "TableRow Southern coast | 14 | 11 | 1,390"], document.Lines());
    }

    [Fact]
    public async Task Read_CellsThatTouch_ArePartedWhereOtherRowsHaveTheirColumn()
    {
        using SamplePdf pdf = new();
        pdf.Page().Lines(72, 700, "Name of", "Ann", "Bob").Lines(150, 700, "Town", "Bonn", "Rome").Pieces(150 - pdf.Width("Maximilian of the"), 664, 0, "Maximilian of the", "Hague");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal("TableRow Maximilian of the | Hague", document.Lines()[3]);
    }

    [Fact]
    public async Task Read_NumbersOfOneFormThatTouch_AreParted()
    {
        using SamplePdf pdf = new();
        pdf.Page().Pieces(72, 700, 0, "11:45", "11:50", "12:05").Pieces(72, 600, 0, "Number 17,", "450", "450");

        Assert.Equal(["Paragraph 11:45 11:50 12:05", "Paragraph Number 17,450450"], (await Reading.Bytes(pdf.Build(), "a.pdf")).Lines());
    }

    [Fact]
    public async Task Read_LinesBesideALargeOne_AreNotGluedToEachOther()
    {
        using SamplePdf pdf = new();
        pdf.Page().Text(72, 696, "Timetable", 22).Text(300, 700, "from 11:45").Text(300, 691, "until 11:50");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Contains("from 11:45", document.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("11:45until", document.Text, StringComparison.Ordinal);
        Assert.Contains("until 11:50", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_PiecesOverEachOther_AreNotGlued()
    {
        using SamplePdf pdf = new();
        pdf.Page().Text(72, 700, "LNZ1").Text(75, 700, "LNZ INJECTION");

        Assert.Equal("LNZ1 LNZ INJECTION", (await Reading.Bytes(pdf.Build(), "a.pdf")).Text);
    }

    [Fact]
    public async Task Read_SuperscriptsAndEmptyCells_AreKept()
    {
        DocumentText document = await Reading.Bytes(await File.ReadAllBytesAsync(SharedFolder.Require("cases", "docs", "superscripts-and-empty-cells.pdf"), TestContext.Current.CancellationToken), "a.pdf");

        Assert.Equal(
            [
                "Paragraph The load was 10^6 bacteria per ml, 3.2 x 10^-9 mol, area 25 m^2 and CO2.",
                "TableRow Region | 2021 | 2022 | 2023", "TableRow North |  | 12 | 15", "TableRow South | 7 |  | 9", "TableRow East |  |  | 4", "TableRow West | 3 | 5 |",
            ],
            document.Lines());
    }
}
