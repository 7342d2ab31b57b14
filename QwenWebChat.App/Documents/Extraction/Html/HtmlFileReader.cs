using QwenWebChat.App.Documents.Extraction.Plain;

namespace QwenWebChat.App.Documents.Extraction.Html;

/// <summary>Reads a web page: its main part if it marks one that holds most of the text, without navigation, scripts and what is hidden.</summary>
internal static class HtmlFileReader
{
    // Some pages mark only a teaser as an article.
    private const int MainShare = 3;

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
        bool isMainOnly = blocks.MainLength * (long)MainShare > blocks.TotalLength;
        foreach (HtmlBlock block in blocks.Blocks)
        {
            if (block.IsMain || !isMainOnly)
            {
                assembly.Add(block.Kind, block.Text, block.Level);
            }
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
    }
}
