using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>Reads text documents. The pages' headers precede the text, and the footers follow it.</summary>
internal sealed class OdfTextReader(TextAssembly assembly, ReadingJob job, OdfHeaders headers)
{
    private int _reached;

    /// <param name="text">The reader of the content.</param>
    /// <param name="hasPages">True if the document contains its page breaks.</param>
    public void Read(XmlCursor xml, OdfText text, bool hasPages)
    {
        if (hasPages)
        {
            assembly.BeginPage();
        }

        foreach (TextBlock header in headers.Headers)
        {
            Add(header);
        }

        text.ReadBlocks(xml, Add);
        foreach (TextBlock footer in headers.Footers)
        {
            Add(footer);
        }

        Report(ReadingProblemKind.PicturesSkipped, text.PictureCount);
        Report(ReadingProblemKind.HiddenTextLeftOut, text.HiddenCount);
        Report(ReadingProblemKind.DeletedTextLeftOut, text.DeletedCount);
    }

    private void Add(TextBlock block)
    {
        assembly.Add(block.Kind, block.Text, block.Level);
        int page = assembly.Page ?? 0;
        if (page != _reached)
        {
            job.Reached(page, null);
            _reached = page;
        }
    }

    private void Report(ReadingProblemKind kind, int count)
    {
        if (count > 0)
        {
            assembly.ReportWhole(kind, count: count);
        }
    }
}
