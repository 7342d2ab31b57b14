using System.Xml;
using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.Slides;

/// <summary>Reads PowerPoint presentations: a page for each slide, named by its title, with the speaker's notes behind it. Hidden slides are left out and named.</summary>
internal sealed class SlideReader(ZipPackage package, ReadingJob job)
{
    private readonly TextAssembly _assembly = new(job.Options);

    public DocumentText Read()
    {
        string part = PackedFile.MainPart(package)!;
        Relationships relationships = Relationships.Of(package, part);
        List<string?> slides = [.. SlideIds(part).Select(relationships.Target)];
        for (int index = 0; index < slides.Count; index++)
        {
            job.Reached(index, slides.Count);
            ReadSlide(slides[index], index + 1);
        }

        job.Reached(slides.Count, slides.Count);
        return _assembly.Finish(FileFormat.Pptx, new PartReading(package, _assembly).Title());
    }

    private void ReadSlide(string? part, int number)
    {
        if (part is null || TryRead(part) is not { } slide)
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
        foreach ((DocumentPartKind kind, int level, string text) in slide.Body)
        {
            _assembly.Add(kind, text, level);
        }

        AddNotes(Relationships.Of(package, part).OfType("notesSlide"));
        if (slide.PictureCount > 0)
        {
            _assembly.Report(ReadingProblemKind.PicturesSkipped, count: slide.PictureCount);
        }
    }

    private void AddNotes(string? part)
    {
        SlideText? notes = part is null ? null : TryRead(part);
        foreach ((_, _, string text) in notes?.Body ?? [])
        {
            _assembly.Add(DocumentPartKind.Note, text.StartsWith("- ", StringComparison.Ordinal) ? text[2..] : text);
        }
    }

    // One broken slide is no reason to lose the others.
    private SlideText? TryRead(string part)
    {
        try
        {
            using XmlCursor? xml = package.TryOpenXml(part);
            return xml is null ? null : SlideText.Read(xml);
        }
        catch (Exception exception) when (exception is XmlException or InvalidDataException or IOException)
        {
            return null;
        }
    }

    private List<string?> SlideIds(string part)
    {
        using XmlCursor xml = package.TryOpenXml(part) ?? throw DocumentReadException.Damaged("The presentation's main part is missing.");
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
