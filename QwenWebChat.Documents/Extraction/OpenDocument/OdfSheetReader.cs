using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>Reads spreadsheets: one page for each sheet, one line for each row. Hidden sheets are omitted and reported.</summary>
internal sealed class OdfSheetReader(TextAssembly assembly, ReadingJob job, OdfSource source, OdfStyles styles)
{
    public void Read(XmlCursor xml)
    {
        int count = 0;
        foreach (string name in xml.Children())
        {
            if (name == "table")
            {
                job.Reached(count++, null);
                assembly.BeginPage(xml["name"]);
                ReadSheet(xml, xml["name"]);
            }
        }

        job.Reached(count, count);
    }

    private void ReadSheet(XmlCursor xml, string? sheet)
    {
        if (styles.IsHidden("table", xml["style-name"]))
        {
            assembly.Report(ReadingProblemKind.HiddenPageLeftOut, sheet);
            return;
        }

        OdfText text = new(styles, source, job.Options);
        OdfTable table = new(text, job.Options, isSheet: true);
        table.Read(xml, block => assembly.Add(block.Kind, block.Text, block.Level));
        Report(ReadingProblemKind.HiddenCellsLeftOut, table.HiddenCount);
        Report(ReadingProblemKind.FormulasWithoutValue, table.WithoutValueCount);
        Report(ReadingProblemKind.PicturesSkipped, text.PictureCount);
        Report(ReadingProblemKind.HiddenTextLeftOut, text.HiddenCount);
    }

    private void Report(ReadingProblemKind kind, int count)
    {
        if (count > 0)
        {
            assembly.Report(kind, count: count);
        }
    }
}
