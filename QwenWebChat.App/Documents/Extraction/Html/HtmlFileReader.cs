using System.Text;
using System.Text.RegularExpressions;
using QwenWebChat.App.Documents.Extraction.Plain;

namespace QwenWebChat.App.Documents.Extraction.Html;

/// <summary>Reads a web page: its main part if it marks one that holds most of the text, without navigation, scripts and what is hidden.</summary>
internal static partial class HtmlFileReader
{
    private const int DeclarationBytes = 4_096;

    // Some pages mark only a teaser as an article.
    private const int MainShare = 3;

    public static DocumentText Read(ReadingJob job)
    {
        byte[] bytes = TextFileReader.ReadAll(job);
        EncodingGuess guess = Encoding(bytes)
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

    // The bytes say more than the declaration if they are marked or valid UTF-8 beyond ASCII.
    private static EncodingGuess? Encoding(byte[] bytes)
    {
        EncodingGuess? detected = EncodingDetector.Detect(bytes);
        if (detected is null or { IsCertain: true })
        {
            return detected;
        }

        string head = System.Text.Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, DeclarationBytes)));
        return Declaration().Match(head) is { Success: true } match && Named(match.Groups["name"].Value) is { } named
            ? new EncodingGuess(named, 0, IsCertain: true)
            : detected;
    }

    // Pages that say GB2312 use all of GB18030. A declaration that could not have been read in the encoding it names is wrong.
    private static Encoding? Named(string name)
    {
        string known = name.ToLowerInvariant() is "gb2312" or "gbk" or "gb_2312-80" ? "gb18030" : name;
        try
        {
            Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(known) ?? System.Text.Encoding.GetEncoding(known);
            return encoding.GetByteCount("<meta") == 5 && encoding.CodePage is not (65001 or 65000) ? encoding : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex("""charset\s*=\s*["']?(?<name>[a-z0-9_:-]{2,40})""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();
}
