using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.Sheets;

/// <summary>Reads Excel workbooks: a page for each sheet, a line for each row. Hidden sheets are left out and named.</summary>
internal sealed class SheetReader(ZipPackage package, ReadingJob job)
{
    private readonly TextAssembly _assembly = new(job.Options);

    public DocumentText Read()
    {
        PartReading parts = new(package, _assembly);
        string part = PackedFile.MainPart(package)!;
        Relationships relationships = Relationships.Of(package, part);
        SharedStrings strings = parts.Read(relationships.OfType("sharedStrings"), xml => SharedStrings.Read(xml, job.Options));
        CellFormats formats = parts.Read(relationships.OfType("styles"), CellFormats.Read);
        (List<Sheet> sheets, bool is1904) = ReadWorkbook(part);
        for (int index = 0; index < sheets.Count; index++)
        {
            job.Reached(index, sheets.Count);
            _assembly.BeginPage(sheets[index].Name, index + 1);
            ReadSheet(sheets[index], relationships, new SheetRows(strings, formats, is1904));
        }

        job.Reached(sheets.Count, sheets.Count);
        return _assembly.Finish(FileFormat.Xlsx, parts.Title());
    }

    private void ReadSheet(Sheet sheet, Relationships relationships, SheetRows rows)
    {
        if (sheet.IsHidden)
        {
            _assembly.Report(ReadingProblemKind.HiddenPageLeftOut, sheet.Name);
            return;
        }

        string? part = relationships.Target(sheet.RelationshipId);
        using XmlCursor? xml = part is null ? null : package.TryOpenXml(part);
        if (xml is null)
        {
            _assembly.Report(ReadingProblemKind.PartUnreadable, sheet.Name);
            return;
        }

        // A sheet may also be nothing but a chart.
        rows.Read(xml, row => _assembly.Add(DocumentPartKind.TableRow, row));
        if (rows.WithoutValueCount > 0)
        {
            _assembly.Report(ReadingProblemKind.FormulasWithoutValue, count: rows.WithoutValueCount);
        }
    }

    private (List<Sheet> Sheets, bool Is1904) ReadWorkbook(string part)
    {
        using XmlCursor xml = package.TryOpenXml(part) ?? throw DocumentReadException.Damaged("The workbook's main part is missing.");
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
