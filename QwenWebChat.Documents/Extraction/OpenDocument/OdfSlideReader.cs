using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>Reads presentations: one page for each slide, named by its title and followed by the speaker's notes. Hidden slides are omitted and reported.</summary>
internal sealed class OdfSlideReader(TextAssembly assembly, ReadingJob job, OdfSource source, OdfStyles styles)
{
    private readonly Dictionary<string, string> _footers = new(StringComparer.Ordinal);

    public void Read(XmlCursor xml)
    {
        int count = 0;
        foreach (string name in xml.Children())
        {
            if (name == "page")
            {
                job.Reached(count++, null);
                ReadSlide(xml);
            }
            else if (name == "footer-decl" && xml["name"] is { } footer)
            {
                _footers[footer] = xml.Text();
            }
        }

        job.Reached(count, count);
    }

    private void ReadSlide(XmlCursor xml)
    {
        bool isHidden = styles.IsHidden("drawing-page", xml["style-name"]);
        string? footer = xml["use-footer-name"];
        OdfText text = new(styles, source, job.Options);
        List<TextBlock> titles = [];
        List<TextBlock> body = [];
        List<TextBlock> notes = [];
        foreach (string name in xml.Children())
        {
            if (name == "notes")
            {
                ReadNotes(xml, notes);
            }
            // The prompts of a layout's placeholders are not text.
            else if (name != "forms" && xml["placeholder"] != "true")
            {
                text.ReadBlock(xml, name, (titles.Count == 0 && xml["class"] == "title" ? titles : body).Add);
            }
        }

        string? title = titles.Count == 0 ? null : string.Join(' ', titles.Select(block => block.Text.ReplaceLineEndings(" ").Trim())).Trim();
        assembly.BeginPage(title);
        if (isHidden)
        {
            assembly.Report(ReadingProblemKind.HiddenPageLeftOut, title);
            return;
        }

        assembly.Add(DocumentPartKind.Heading, title, 1);
        body.ForEach(Add);
        AddFooter(footer);
        notes.ForEach(block => Add(block with { Kind = DocumentPartKind.Note, Level = 0 }));
        Report(ReadingProblemKind.PicturesSkipped, text.PictureCount);
        Report(ReadingProblemKind.HiddenTextLeftOut, text.HiddenCount);
    }

    private void ReadNotes(XmlCursor xml, List<TextBlock> notes)
    {
        OdfText text = new(styles, source, job.Options);
        foreach (string name in xml.Children())
        {
            // The notes page also has a picture of the slide and a header.
            if (name == "frame" && xml["class"] is null or "notes" && xml["placeholder"] != "true")
            {
                text.ReadBlock(xml, name, notes.Add);
            }
        }
    }

    // A footer that is the same on every slide is added once.
    private void AddFooter(string? name)
    {
        if (name is not null && _footers.Remove(name, out string? footer))
        {
            assembly.Add(DocumentPartKind.Paragraph, footer);
        }
    }

    private void Add(TextBlock block) => assembly.Add(block.Kind, block.Text, block.Level);

    private void Report(ReadingProblemKind kind, int count)
    {
        if (count > 0)
        {
            assembly.Report(kind, count: count);
        }
    }
}
