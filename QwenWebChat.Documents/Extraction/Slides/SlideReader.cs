using System.Xml;
using QwenWebChat.Documents.Extraction.Office;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Slides;

/// <summary>
/// Reads PowerPoint presentations: one page for each slide, named by its title, with its footer if it is a new one, the
/// speaker's notes and the comments after it. Hidden slides are omitted and reported.
/// </summary>
internal sealed class SlideReader
{
    private readonly ZipPackage _package;
    private readonly ReadingJob _job;
    private readonly TextAssembly _assembly;
    private readonly PartReading _parts;
    private readonly OfficeGraphics _graphics;
    private readonly HashSet<string> _footers = [];

    public SlideReader(ZipPackage package, ReadingJob job)
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
        SlideComments comments = new(_parts, SlideComments.ReadAuthors(_parts, relationships));
        List<string?> slides = [.. SlideIds(part).Select(relationships.Target)];
        for (int index = 0; index < slides.Count; index++)
        {
            _job.Reached(index, slides.Count);
            ReadSlide(slides[index], index + 1, comments);
        }

        _job.Reached(slides.Count, slides.Count);
        return _assembly.Finish(FileFormat.Pptx, _parts.Title());
    }

    private void ReadSlide(string? part, int number, SlideComments comments)
    {
        if (part is null || TryRead(part) is not var (slide, relationships))
        {
            _assembly.BeginPage(null, number);
            _assembly.Report(ReadingProblemKind.PageUnreadable);
            return;
        }

        _assembly.BeginPage(slide.Title, number);
        if (slide.IsHidden)
        {
            _assembly.Report(ReadingProblemKind.HiddenPageLeftOut, slide.Title);
            return;
        }

        _assembly.Add(DocumentPartKind.Heading, slide.Title, 1);
        Add(slide.Body);
        Add(slide.Footers.Where(_footers.Add).Select(footer => new TextBlock(DocumentPartKind.Paragraph, 0, footer)));
        AddNotes(relationships.OfType("notesSlide"));
        Add(comments.Read(relationships));
        Report(slide, AttachedFiles.Names(relationships));
    }

    private void Add(IEnumerable<TextBlock> blocks)
    {
        foreach (TextBlock block in blocks)
        {
            _assembly.Add(block.Kind, block.Text, block.Level);
        }
    }

    private void AddNotes(string? part)
    {
        ShapeText? notes = part is null ? null : TryRead(part)?.Text;
        foreach (TextBlock block in notes?.Body ?? [])
        {
            _assembly.Add(DocumentPartKind.Note, block.Text.StartsWith("- ", StringComparison.Ordinal) ? block.Text[2..] : block.Text);
        }
    }

    private void Report(ShapeText slide, List<string> attached)
    {
        if (slide.PictureCount > 0)
        {
            _assembly.Report(ReadingProblemKind.PicturesSkipped, count: slide.PictureCount);
        }

        if (slide.HiddenCount > 0)
        {
            _assembly.Report(ReadingProblemKind.HiddenTextLeftOut, count: slide.HiddenCount);
        }

        if (attached.Count > 0)
        {
            _assembly.Report(ReadingProblemKind.AttachedFilesLeftOut, string.Join(", ", attached), attached.Count);
        }
    }

    // One broken slide does not lose the others.
    private (ShapeText Text, Relationships Relationships)? TryRead(string part)
    {
        try
        {
            using XmlCursor? xml = _package.TryOpenXml(part);
            Relationships relationships = Relationships.Of(_package, part);
            return xml is null ? null : (ShapeText.Read(xml, relationships, _graphics), relationships);
        }
        catch (Exception exception) when (exception is XmlException or InvalidDataException or IOException)
        {
            return null;
        }
    }

    private List<string?> SlideIds(string part)
    {
        using XmlCursor xml = _package.TryOpenXml(part) ?? throw DocumentReadException.Damaged("The presentation's main part is missing.");
        List<string?> ids = [];
        foreach (string name in xml.Children())
        {
            if (name == "sldIdLst")
            {
                foreach (string _ in xml.Children())
                {
                    ids.Add(xml.Attribute("id", isPrefixed: true));
                }
            }
        }

        return ids;
    }
}
