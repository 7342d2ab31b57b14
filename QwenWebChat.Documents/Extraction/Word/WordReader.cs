using QwenWebChat.Documents.Extraction.Office;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>
/// Reads Word documents (ECMA-376, transitional or strict) in one pass over their XML, so that the memory is proportional to
/// the text. Headers precede the text and footers follow it, once each; notes and comments follow the paragraph that refers
/// to them.
/// </summary>
internal sealed class WordReader
{
    private readonly ZipPackage _package;
    private readonly ReadingJob _job;
    private readonly TextAssembly _assembly;
    private readonly PartReading _parts;
    private int _reported;

    public WordReader(ZipPackage package, ReadingJob job)
    {
        _package = package;
        _job = job;
        _assembly = new TextAssembly(job.Options);
        _parts = new PartReading(package, _assembly);
    }

    public DocumentText Read()
    {
        string part = PackedFile.MainPart(_package)!;
        Relationships relationships = Relationships.Of(_package, part);
        WordStyles styles = _parts.Read(relationships.OfType("styles"), WordStyles.Read);
        WordLayout layout = FindLayout(part, styles);
        WordContext context = new(styles, _parts.Read(relationships.OfType("numbering"), WordLists.Read), new OfficeGraphics(_parts));
        context.Footnotes = _parts.Read(relationships.OfType("footnotes"), xml => WordNotes.Read(xml, context));
        context.Endnotes = _parts.Read(relationships.OfType("endnotes"), xml => WordNotes.Read(xml, context));
        context.Comments = _parts.Read(relationships.OfType("comments"), xml => WordNotes.Read(xml, context));
        bool hasEven = _parts.Read(relationships.OfType("settings"), HasEvenPages);
        if (layout.Breaks != WordPageBreaks.None)
        {
            _assembly.BeginPage();
        }

        HashSet<string> running = [];
        AddRunning(layout.Shown("headerReference", hasEven), relationships, context, running);
        WordChunks chunks = new(_package, _job, _assembly, relationships);
        ReadBody(part, context, new WordBody(context, relationships, layout, chunks));
        foreach (WordNote comment in context.Comments.Remaining)
        {
            Add(CommentText.Block(comment.Author, null, comment.Text));
        }

        AddRunning(layout.Shown("footerReference", hasEven), relationships, context, running);
        Report(context, [.. AttachedFiles.Names(relationships), .. chunks.LeftOut]);
        return _assembly.Finish(FileFormat.Docx, _parts.Title());
    }

    private void ReadBody(string part, WordContext context, WordBody body)
    {
        using XmlCursor xml = _package.TryOpenXml(part) ?? throw DocumentReadException.Damaged("The document's main part is missing.");
        foreach (string name in xml.Children())
        {
            if (name == "background")
            {
                context.HasBackground = true;
            }
            else if (name == "body")
            {
                body.ReadStory(xml, Add);
            }
        }
    }

    // Each header or footer text is added once; headers with only page numbers are not text.
    private void AddRunning(IEnumerable<string> ids, Relationships relationships, WordContext context, HashSet<string> known)
    {
        foreach (string part in ids.Select(relationships.Target).OfType<string>())
        {
            List<TextBlock> blocks = [];
            _parts.Read(part, xml =>
            {
                if (xml is not null)
                {
                    new WordBody(context, Relationships.Of(_package, part)).ReadStory(xml, blocks.Add);
                }

                return blocks;
            });
            string text = string.Join('\n', blocks.Select(block => block.Text.Trim()));
            if (text.Any(char.IsLetter) && known.Add(text))
            {
                blocks.ForEach(block => Add(block with { Text = block.Text.Replace("\f", "", StringComparison.Ordinal) }));
            }
        }
    }

    private void Add(TextBlock block)
    {
        _assembly.Add(block.Kind, block.Text, block.Level);
        int page = _assembly.Page ?? 0;
        if (page != _reported)
        {
            _job.Reached(page, null);
            _reported = page;
        }
    }

    private void Report(WordContext context, List<string> attached)
    {
        ReportCount(ReadingProblemKind.PicturesSkipped, context.PictureCount);
        ReportCount(ReadingProblemKind.HiddenTextLeftOut, context.HiddenCount);
        ReportCount(ReadingProblemKind.DeletedTextLeftOut, context.DeletedCount);
        ReportCount(ReadingProblemKind.CharactersUnreadable, context.UnknownSignCount);
        if (attached.Count > 0)
        {
            _assembly.ReportWhole(ReadingProblemKind.AttachedFilesLeftOut, string.Join(", ", attached), attached.Count);
        }
    }

    private void ReportCount(ReadingProblemKind kind, int count)
    {
        if (count > 0)
        {
            _assembly.ReportWhole(kind, count: count);
        }
    }

    private static bool HasEvenPages(XmlCursor? settings)
    {
        bool hasEven = false;
        foreach (string name in settings?.Children() ?? [])
        {
            hasEven |= name == "evenAndOddHeaders" && WordProperties.IsOn(settings!);
        }

        return hasEven;
    }

    private WordLayout FindLayout(string part, WordStyles styles)
    {
        using XmlCursor? xml = _package.TryOpenXml(part);
        return WordLayout.Find(xml, styles);
    }
}
