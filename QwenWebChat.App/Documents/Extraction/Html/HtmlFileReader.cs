using QwenWebChat.App.Documents.Extraction.Plain;

namespace QwenWebChat.App.Documents.Extraction.Html;

/// <summary>Reads a web page: its main part if it marks one that holds most of the text (an article may be a box or a teaser), without navigation, scripts and what is hidden.</summary>
internal static class HtmlFileReader
{
    // Some pages mark a frame of theirs as the main part, which holds little.
    private const double MainShare = 0.5;

    public static DocumentText Read(ReadingJob job)
    {
        byte[] bytes = TextFileReader.ReadAll(job);
        EncodingGuess guess = EncodingDetector.Detect(bytes, job.Options, isPage: true)
            ?? throw new DocumentReadException(DocumentReadError.Unsupported, "The file is not text, and no kind of document that is read here.");
        string html = TextFileReader.Decode(bytes, guess, job.Options);
        HtmlBlocks blocks = new(job.Options.MaxCharacters);
        HtmlTextReader reader = new(blocks, isXhtml: false, job.CancellationToken);
        reader.Read(html);

        TextAssembly assembly = new(job.Options);
        bool isMainOnly = blocks.MainLength > blocks.TotalLength * MainShare;
        int leftOut = 0;
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
        foreach (ReadingProblem problem in TextFileReader.Problems(guess, html))
        {
            assembly.ReportWhole(problem.Kind, problem.Argument, problem.Count);
        }

        return assembly.Finish(FileFormat.Html, reader.Title, guess.Encoding.WebName);
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

        if (reader.DeletedCount > 0)
        {
            assembly.Report(ReadingProblemKind.DeletedTextLeftOut, count: reader.DeletedCount);
        }
    }
}
