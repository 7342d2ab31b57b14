using DocumentFormat.OpenXml.Spreadsheet;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Sheets;

public sealed class SheetReaderTests
{
    [Fact]
    public async Task Read_Workbook_HasAPageForEachSheet()
    {
        DocumentText document = await Reading.Bytes(SampleXlsx.CreateFull(), "a.xlsx");

        Assert.Equal(["People", "Secret", "数据"], document.Pages.Select(page => page.Label));
        Assert.Equal("Name |  | Born\nLi Wei |  | 1990-05-07", document.PageText(1));
        Assert.Equal("", document.PageText(2));
        Assert.Equal("12.50% | 1,234.50", document.PageText(3));
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenPageLeftOut, 2, "Secret")], document.Problems);
    }

    [Fact]
    public async Task Read_Cells_ShowTheirValues()
    {
        byte[] file = SampleXlsx.Create(("Sheet", SheetStateValues.Visible,
        [
            SampleXlsx.Row(
                SampleXlsx.Number("A1", 0.1 + 0.2), SampleXlsx.Number("B1", 45_000.75, SampleXlsx.OwnDateTime), SampleXlsx.Number("C1", 1_234_567.89, SampleXlsx.Euro),
                new Cell(new CellValue("1")) { CellReference = "D1", DataType = CellValues.Boolean },
                new Cell(new CellFormula("1/0"), new CellValue("#DIV/0!")) { CellReference = "E1", DataType = CellValues.Error },
                new Cell(new CellFormula("A1*2"), new CellValue("0.6")) { CellReference = "F1" },
                new Cell(new CellFormula("NOW()")) { CellReference = "G1" }),
            SampleXlsx.Row(SampleXlsx.Inline("XFD2", "far\nout")),
        ]));

        DocumentText document = await Reading.Bytes(file, "a.xlsx");

        string far = string.Concat(Enumerable.Repeat(" | ", 20)).TrimStart() + "far out";
        Assert.Equal("0.3 | 15.3.2023 18:00 | Summe 1,234,567.9 € | TRUE | #DIV/0! | 0.6\n" + far, document.Text);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.FormulasWithoutValue, 1, null, 1)], document.Problems);
    }
}
