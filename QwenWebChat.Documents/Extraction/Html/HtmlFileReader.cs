using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>Reads a web page without navigation, scripts and hidden content. If a main element contains most of the text, only that is read; an article element may be a box or a teaser.</summary>
internal static class HtmlFileReader
{
    // On some pages, the main element is only a frame with little text.
    private const double MainShare = 0.5;

    public static DocumentText Read(ReadingJob job)
    {
        byte[] bytes = TextFileReader.ReadAll(job);
        EncodingGuess guess = EncodingDetector.Detect(bytes, job.Options, isPage: true)
            ?? throw new DocumentReadException(DocumentReadError.Unsupported, "The file is not text, and no kind of document that is read here.");
        string html = TextFileReader.Decode(bytes, guess, job.Options);
        TextAssembly assembly = new(job.Options);
        string? title = Add(assembly, html, job);
        foreach (ReadingProblem problem in TextFileReader.Problems(guess, html))
        {
            assembly.Report(problem);
        }

        return assembly.Finish(FileFormat.Html, title, guess.Encoding.WebName);
    }

    /// <summary>Adds a page's text, and reports what is omitted. Returns the page's title.</summary>
    public static string? Add(TextAssembly assembly, string html, ReadingJob job)
    {
        HtmlBlocks blocks = new(job.Options.MaxCharacters);
        HtmlTextReader reader = new(blocks, isXhtml: false, job.CancellationToken);
        reader.Read(html);
        bool isMainOnly = blocks.MainLength > blocks.TotalLength * MainShare;
        int leftOut = reader.FrameCount;
        foreach (HtmlBlock block in blocks.Blocks)
        {
            if (block.IsMain || !isMainOnly)
            {
                assembly.Add(block.Kind, block.Text, block.Level);
            }
            else
            {
                leftOut++;
            }
        }

        if (leftOut > 0)
        {
            assembly.Report(ReadingProblemKind.RunningLinesLeftOut, count: leftOut);
        }

        Report(assembly, reader);
        return reader.Title;
    }

    public static void Report(TextAssembly assembly, HtmlTextReader reader)
    {
        if (reader.PictureCount > 0)
        {
            assembly.Report(ReadingProblemKind.PicturesSkipped, count: reader.PictureCount);
        }

        if (reader.HiddenCount > 0)
        {
            assembly.Report(ReadingProblemKind.HiddenTextLeftOut, count: reader.HiddenCount);
        }
    }
}
