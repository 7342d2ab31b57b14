namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Writes pages to the text. The last paragraph of a page waits for the next page, on which it may continue.</summary>
internal sealed class PdfPages(TextAssembly assembly, PdfSizes sizes, PdfHyphens hyphens)
{
    private readonly PdfBlocks _reader = new(sizes, hyphens);
    private readonly List<PdfBlock> _notes = [];
    private PdfBlock? _waiting;

    /// <param name="isBlank">True if the page has no text, or only running lines or a stamp on a picture.</param>
    public void Add(PdfPageText page, bool isBlank)
    {
        Report(page, isBlank);
        List<PdfBlock> blocks = [.. _reader.Read(page), .. page.Notes.Select(Note)];
        if (_waiting is { } waiting && blocks.Count > 0 && PdfBlocks.GoesOn(waiting, blocks[0]))
        {
            waiting.Append(blocks[0], page.Label);
            blocks.RemoveAt(0);
            _notes.ForEach(Write);
            _notes.Clear();
            if (blocks.Count == 0)
            {
                return;
            }

            Finish();
        }
        else
        {
            Finish();
            assembly.BeginPage(page.Label, page.Number);
        }

        Write(blocks);
    }

    /// <summary>Writes the waiting paragraph.</summary>
    public void Finish()
    {
        if (_waiting is { } waiting)
        {
            Write(waiting);
        }

        _notes.ForEach(Write);
        _notes.Clear();
        _waiting = null;
    }

    // Footnotes are below the paragraph that continues.
    private void Write(List<PdfBlock> blocks)
    {
        int last = blocks.FindLastIndex(block => block.Kind != DocumentPartKind.Note);
        bool waits = last >= 0 && blocks[last].Kind is DocumentPartKind.Paragraph or DocumentPartKind.ListItem && blocks[last].IsUnfinished;
        for (int index = 0; index < blocks.Count; index++)
        {
            if (!waits || index < last)
            {
                Write(blocks[index]);
            }
            else if (index == last)
            {
                _waiting = blocks[index];
            }
            else
            {
                _notes.Add(blocks[index]);
            }
        }
    }

    private void Write(PdfBlock block)
    {
        int level = block.Kind switch
        {
            DocumentPartKind.Heading => sizes.HeadingLevel(block.First),
            DocumentPartKind.ListItem => 1,
            _ => 0,
        };
        assembly.Add(block.Kind, block.Text, level, block.PageLabels);
    }

    private PdfBlock Note(string text) => new(DocumentPartKind.Note, new PdfLine(text, 0, 0, 0, 0, IsBold: false, IsTableRow: false, 0, 0), hyphens);

    private void Report(PdfPageText page, bool isBlank)
    {
        if (!page.IsReadable)
        {
            assembly.Report(new ReadingProblem(ReadingProblemKind.PageUnreadable, page.Number));
        }
        else if (isBlank)
        {
            assembly.Report(new ReadingProblem(ReadingProblemKind.PageWithoutText, page.Number, Count: page.PictureCount));
        }

        if (page.UnmappedCount > 0)
        {
            assembly.Report(new ReadingProblem(ReadingProblemKind.CharactersUnreadable, page.Number, Count: page.UnmappedCount));
        }

        if (page.IsDoubtful)
        {
            assembly.Report(new ReadingProblem(ReadingProblemKind.TextDoubtful, page.Number));
        }
    }
}
