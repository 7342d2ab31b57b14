using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace QwenWebChat.Tests.Documents.Extraction.Sheets;

/// <summary>Excel workbooks with shared strings and a few number formats.</summary>
internal static class SampleXlsx
{
    // The numbers of the formats in the order of Formats().
    public const uint General = 0;
    public const uint Date = 1;
    public const uint Percent = 2;
    public const uint Thousands = 3;
    public const uint OwnDateTime = 4;
    public const uint Euro = 5;

    public static byte[] Create(params (string Name, SheetStateValues State, Row[] Rows)[] sheets)
    {
        using MemoryStream stream = new();
        using (SpreadsheetDocument document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            WorkbookPart workbook = document.AddWorkbookPart();
            workbook.Workbook = new Workbook(new DocumentFormat.OpenXml.Spreadsheet.Sheets());
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Formats();
            workbook.AddNewPart<SharedStringTablePart>().SharedStringTable = new SharedStringTable(
                new SharedStringItem(new Text("Name")),
                new SharedStringItem(new Run(new Text("Li ")), new Run(new Text("Wei")), new PhoneticRun(new Text("x")) { BaseTextStartIndex = 0, EndingBaseIndex = 1 }));
            uint id = 1;
            foreach ((string name, SheetStateValues state, Row[] rows) in sheets)
            {
                WorksheetPart sheet = workbook.AddNewPart<WorksheetPart>();
                sheet.Worksheet = new Worksheet(new SheetData(rows.Select(row => row.CloneNode(true))));
                workbook.Workbook.Sheets!.Append(new Sheet { Name = name, SheetId = id++, Id = workbook.GetIdOfPart(sheet), State = state });
            }
        }

        return stream.ToArray();
    }

    public static byte[] CreateFull() => Create(
        ("People", SheetStateValues.Visible, [Row(Shared("A1", 0), Inline("C1", "Born")), Row(Shared("A2", 1), Number("C2", 33_000, Date))]),
        ("Secret", SheetStateValues.Hidden, [Row(Inline("A1", "no"))]),
        ("数据", SheetStateValues.Visible, [Row(Number("A1", 0.125, Percent), Number("B1", 1_234.5, Thousands))]));

    public static Row Row(params Cell[] cells) => new(cells.AsEnumerable<OpenXmlElement>());

    public static Cell Shared(string at, int index) => new(new CellValue(index)) { CellReference = at, DataType = CellValues.SharedString };

    public static Cell Inline(string at, string text) => new(new InlineString(new Text(text))) { CellReference = at, DataType = CellValues.InlineString };

    public static Cell Number(string at, double value, uint format = General) => new(new CellValue(value)) { CellReference = at, StyleIndex = format };

    private static Stylesheet Formats() => new(
        new NumberingFormats(
            new NumberingFormat { NumberFormatId = 164, FormatCode = "[$-409]d\\.m\\.yyyy\\ h:mm;@" },
            new NumberingFormat { NumberFormatId = 165, FormatCode = "\"Summe\" #,##0.0 [$€-407]" }),
        new CellFormats(new uint[] { 0, 14, 10, 4, 164, 165 }.Select(id => new CellFormat { NumberFormatId = id })));
}
