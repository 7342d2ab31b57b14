using System.Globalization;
using System.Text.RegularExpressions;
using QwenWebChat.Documents.Extraction.Conversion;

namespace QwenWebChat.Documents.Extraction.Ocr;

/// <summary>Recognizes the text of a PDF's pages: poppler renders them, tesseract reads them.</summary>
internal sealed partial class OcrEngine
{
    private const double Resolution = 300;
    private const double MinResolution = 70;
    private const double PointsPerInch = 72;

    // A4 at 300 dots per inch has 8.7 million pixels; a larger page is rendered at a lower resolution.
    private const double MaxPixels = 30_000_000;

    // The data for detecting the orientation of a page; it is listed like a language.
    private const string Orientation = "osd";

    private readonly WorkFolder _folder;
    private readonly ReadingJob _job;
    private readonly ExternalProgram _tesseract;
    private readonly ExternalProgram _renderer;
    private readonly ExternalProgram _info;

    private OcrEngine(WorkFolder folder, ReadingJob job, ExternalProgram tesseract, ExternalProgram renderer, ExternalProgram info)
    {
        (_folder, _job) = (folder, job);
        (_tesseract, _renderer, _info) = (tesseract, renderer, info);
        ProgramResult result = Run(tesseract, "--list-langs");
        // The first line is a sentence.
        Languages = [.. result.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains(' ', StringComparison.Ordinal))];
    }

    /// <summary>The installed languages.</summary>
    public HashSet<string> Languages { get; }

    /// <summary>Finds the programs; null if one of them is not installed.</summary>
    /// <param name="folder">The folder for the rendered pages.</param>
    public static OcrEngine? Find(WorkFolder folder, ReadingJob job) =>
        ExternalProgram.Find("tesseract", @"C:\Program Files\Tesseract-OCR\tesseract.exe") is { } tesseract
        && ExternalProgram.Find("pdftoppm") is { } renderer
        && ExternalProgram.Find("pdfinfo") is { } info
            ? new OcrEngine(folder, job, tesseract, renderer, info)
            : null;

    /// <summary>Returns the rendering resolutions in dots per inch by page number: 300, or less for a large page.</summary>
    /// <param name="last">The last page that is needed.</param>
    public Dictionary<int, double> Resolutions(string pdf, int last)
    {
        ProgramResult result = Run(_info, "-f", "1", "-l", Text(last), pdf);
        Dictionary<int, double> resolutions = [];
        foreach (Match size in PageSize().Matches(result.Output))
        {
            double squareInches = Number(size.Groups[2]) / PointsPerInch * (Number(size.Groups[3]) / PointsPerInch);
            resolutions[(int)Number(size.Groups[1])] = Math.Min(Resolution, Math.Sqrt(MaxPixels / Math.Max(squareInches, 1e-6)));
        }

        return resolutions;
    }

    /// <summary>Recognizes the text of a page; null if there is none, or if the page cannot be rendered.</summary>
    /// <param name="languages">The languages to try; for each line, the result with the highest confidence counts. Languages used together are joined by "+".</param>
    public OcrPage? Recognise(string pdf, int page, double resolution, IEnumerable<string> languages)
    {
        string picture = _folder.At("page.pgm");
        Run(_renderer, "-gray", "-r", resolution.ToString("0.##", CultureInfo.InvariantCulture), "-f", Text(page), "-l", Text(page), "-singlefile", pdf, _folder.At("page"));
        if (!File.Exists(picture))
        {
            return null;
        }

        // Rotated pages are turned if the orientation data is installed.
        string layout = Languages.Contains(Orientation) ? "1" : "3";
        string dots = Text((int)Math.Clamp(resolution, MinResolution, Resolution));
        List<string> tables = [];
        foreach (string language in languages)
        {
            ProgramResult result = Run(_tesseract, picture, "stdout", "-l", language, "--dpi", dots, "--psm", layout, "tsv");
            tables.Add(result.ExitCode == 0 ? result.Output : "");
        }

        File.Delete(picture);
        return OcrOutput.Read(tables, page);
    }

    private ProgramResult Run(ExternalProgram program, params string[] arguments) => program.Run(arguments, _folder.Path, _job.CancellationToken);

    private static double Number(Group digits) => double.Parse(digits.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Page\s+([0-9]{1,7}) size:\s+([0-9]{1,9}(?:\.[0-9]{1,9})?) x ([0-9]{1,9}(?:\.[0-9]{1,9})?) pts", RegexOptions.Multiline)]
    private static partial Regex PageSize();
}
