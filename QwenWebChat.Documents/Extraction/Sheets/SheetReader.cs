using QwenWebChat.Documents.Extraction.Office;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Sheets;

/// <summary>
/// Reads Excel workbooks: one page for each sheet, one line for each row, followed by the comments, text boxes and charts
/// of the sheet. Hidden sheets, rows and columns are omitted and reported.
/// </summary>
internal sealed class SheetReader
{
    private readonly ZipPackage _package;
    private readonly ReadingJob _job;
    private readonly TextAssembly _assembly;
    private readonly PartReading _parts;
    private readonly OfficeGraphics _graphics;

    public SheetReader(ZipPackage package, ReadingJob job)
    {
        _package = package;
        _job = job;
        _assembly = new TextAssembly(job.Options);
        _parts = new PartReading(package, _assembly);
        _graphics = new OfficeGraphics(_parts);
    }

    public DocumentText Read()
    {
        string part = PackedFile.MainPart(_package)!;
        Relationships relationships = Relationships.Of(_package, part);
        SharedStrings strings = _parts.Read(relationships.OfType("sharedStrings"), xml => SharedStrings.Read(xml, _job.Options));
        CellFormats formats = _parts.Read(relationships.OfType("styles"), CellFormats.Read);
        SheetComments comments = new(_parts, _parts.Read(relationships.OfType("person"), SheetComments.ReadPersons));
        (List<Sheet> sheets, bool is1904) = ReadWorkbook(part);
        for (int index = 0; index < sheets.Count; index++)
        {
            _job.Reached(index, sheets.Count);
            _assembly.BeginPage(sheets[index].Name, index + 1);
            ReadSheet(sheets[index], relationships, new SheetRows(strings, formats, is1904), comments);
        }

        _job.Reached(sheets.Count, sheets.Count);
        return _assembly.Finish(FileFormat.Xlsx, _parts.Title());
    }

    private void ReadSheet(Sheet sheet, Relationships workbook, SheetRows rows, SheetComments comments)
    {
        if (sheet.IsHidden)
        {
            _assembly.Report(ReadingProblemKind.HiddenPageLeftOut, sheet.Name);
            return;
        }

        string? part = workbook.Target(sheet.RelationshipId);
        using XmlCursor? xml = part is null ? null : _package.TryOpenXml(part);
        if (xml is null)
        {
            _assembly.Report(ReadingProblemKind.PartUnreadable, sheet.Name);
            return;
        }

        List<string> headers = ReadContent(xml, rows);
        Relationships relationships = Relationships.Of(_package, part!);
        foreach (TextBlock comment in comments.Read(relationships, rows))
        {
            _assembly.Add(comment.Kind, comment.Text);
        }

        AddDrawing(relationships.OfType("drawing"));
        foreach (string header in headers.Distinct())
        {
            _assembly.Add(DocumentPartKind.Paragraph, header);
        }

        Report(rows, AttachedFiles.Names(relationships));
    }

    // A sheet may also consist of a single chart.
    private List<string> ReadContent(XmlCursor xml, SheetRows rows)
    {
        List<string> headers = [];
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "cols":
                    rows.ReadColumns(xml);
                    break;
                case "sheetData":
                    rows.Read(xml, row => _assembly.Add(DocumentPartKind.TableRow, row));
                    break;
                case "headerFooter":
                    foreach (string _ in xml.Children())
                    {
                        headers.Add(SheetHeaders.Text(xml.Text()));
                    }

                    break;
            }
        }

        return headers;
    }

    private void AddDrawing(string? part)
    {
        if (part is null)
        {
            return;
        }

        Relationships relationships = Relationships.Of(_package, part);
        ShapeText? drawing = _parts.Read(part, xml => xml is null ? null : ShapeText.Read(xml, relationships, _graphics));
        foreach (TextBlock block in drawing?.Body ?? [])
        {
            _assembly.Add(block.Kind, block.Text, block.Level);
        }

        ReportCount(ReadingProblemKind.PicturesSkipped, drawing?.PictureCount ?? 0);
        ReportCount(ReadingProblemKind.HiddenTextLeftOut, drawing?.HiddenCount ?? 0);
    }

    private void Report(SheetRows rows, List<string> attached)
    {
        ReportCount(ReadingProblemKind.FormulasWithoutValue, rows.WithoutValueCount);
        ReportCount(ReadingProblemKind.HiddenCellsLeftOut, rows.HiddenCount);
        ReportCount(ReadingProblemKind.HiddenTextLeftOut, rows.FormatHiddenCount);
        if (attached.Count > 0)
        {
            _assembly.Report(ReadingProblemKind.AttachedFilesLeftOut, string.Join(", ", attached), attached.Count);
        }
    }

    private void ReportCount(ReadingProblemKind kind, int count)
    {
        if (count > 0)
        {
            _assembly.Report(kind, count: count);
        }
    }

    private (List<Sheet> Sheets, bool Is1904) ReadWorkbook(string part)
    {
        using XmlCursor xml = _package.TryOpenXml(part) ?? throw DocumentReadException.Damaged("The workbook's main part is missing.");
        List<Sheet> sheets = [];
        bool is1904 = false;
        foreach (string name in xml.Children())
        {
            if (name == "workbookPr")
            {
                is1904 = xml["date1904"] is "1" or "true";
            }
            else if (name == "sheets")
            {
                foreach (string _ in xml.Children())
                {
                    sheets.Add(new Sheet(xml["name"] ?? "", xml["id"], xml["state"] is "hidden" or "veryHidden"));
                }
            }
        }

        return (sheets, is1904);
    }

    private sealed record Sheet(string Name, string? RelationshipId, bool IsHidden);
}
