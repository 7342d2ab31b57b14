using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.Word;

/// <summary>
/// Reads Word documents (ECMA-376, transitional or strict) in one pass over their XML, so that a long one takes no more
/// memory than its text. Headers, footers and comments are no part of the text.
/// </summary>
internal sealed class WordReader(ZipPackage package, ReadingJob job)
{
    private readonly TextAssembly _assembly = new(job.Options);

    public DocumentText Read()
    {
        PartReading parts = new(package, _assembly);
        string part = PackedFile.MainPart(package)!;
        Relationships relationships = Relationships.Of(package, part);
        WordStyles styles = parts.Read(relationships.OfType("styles"), WordStyles.Read);
        WordPages pages = FindPages(part, styles);
        WordBody body = new(
            styles,
            parts.Read(relationships.OfType("numbering"), WordLists.Read),
            parts.Read(relationships.OfType("footnotes"), WordNotes.Read),
            parts.Read(relationships.OfType("endnotes"), WordNotes.Read),
            pages);
        if (pages.Breaks != WordPageBreaks.None)
        {
            _assembly.BeginPage();
        }

        int reported = 0;
        using XmlCursor xml = package.TryOpenXml(part) ?? throw DocumentReadException.Damaged("The document's main part is missing.");
        foreach (string name in xml.Children())
        {
            if (name == "body")
            {
                body.ReadBlocks(xml, block => Add(block, ref reported));
            }
        }

        Report(body);
        return _assembly.Finish(FileFormat.Docx, parts.Title());
    }

    private void Add(WordBlock block, ref int reported)
    {
        _assembly.Add(block.Kind, block.Text, block.Level);
        int page = _assembly.Page ?? 0;
        if (page != reported)
        {
            job.Reached(page, null);
            reported = page;
        }
    }

    private void Report(WordBody body)
    {
        if (body.PictureCount > 0)
        {
            _assembly.ReportWhole(ReadingProblemKind.PicturesSkipped, count: body.PictureCount);
        }

        if (body.HiddenCount > 0)
        {
            _assembly.ReportWhole(ReadingProblemKind.HiddenTextLeftOut, count: body.HiddenCount);
        }
    }

    private WordPages FindPages(string part, WordStyles styles)
    {
        using XmlCursor? xml = package.TryOpenXml(part);
        return WordPages.Find(xml, styles);
    }
}
