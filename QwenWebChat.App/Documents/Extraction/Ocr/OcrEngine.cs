using System.Globalization;
using System.Text.RegularExpressions;
using QwenWebChat.App.Documents.Extraction.Conversion;

namespace QwenWebChat.App.Documents.Extraction.Ocr;

/// <summary>Recognises the text of a PDF's pages: poppler draws them, tesseract reads them.</summary>
internal sealed partial class OcrEngine
{
    private const double Resolution = 300;
    private const double PointsPerInch = 72;

    // A4 at 300 dots per inch has 8.7 million; a larger page is drawn coarser.
    private const double MaxPixels = 30_000_000;

    private const string TurnsPages = "osd";

    private readonly ExternalProgram _tesseract;
    private readonly ExternalProgram _renderer;
    private readonly ExternalProgram _info;

    private OcrEngine(ExternalProgram tesseract, ExternalProgram renderer, ExternalProgram info) => (_tesseract, _renderer, _info) = (tesseract, renderer, info);

    /// <summary>The programs; null if one of them is not installed.</summary>
    public static OcrEngine? Find() =>
        ExternalProgram.Find("tesseract", @"C:\Program Files\Tesseract-OCR\tesseract.exe") is { } tesseract
        && ExternalProgram.Find("pdftoppm") is { } renderer
        && ExternalProgram.Find("pdfinfo") is { } info
            ? new OcrEngine(tesseract, renderer, info)
            : null;

    /// <summary>The languages that are installed.</summary>
    public HashSet<string> Languages(WorkFolder folder, CancellationToken cancellationToken)
    {
        ProgramResult result = _tesseract.Run(["--list-langs"], folder.Path, cancellationToken);
        // The first line is a sentence.
        return [.. result.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains(' ', StringComparison.Ordinal))];
    }

    /// <summary>The larger of what fits and 300 dots per inch for each page, by its number.</summary>
    public Dictionary<int, double> Resolutions(string pdf, int last, string? password, WorkFolder folder, CancellationToken cancellationToken)
    {
        ProgramResult result = _info.Run([.. Unlocking(password), "-f", "1", "-l", Text(last), pdf], folder.Path, cancellationToken);
        Dictionary<int, double> resolutions = [];
        foreach (Match size in PageSize().Matches(result.Output))
        {
            double squareInches = Number(size.Groups[2]) / PointsPerInch * (Number(size.Groups[3]) / PointsPerInch);
            resolutions[(int)Number(size.Groups[1])] = Math.Min(Resolution, Math.Sqrt(MaxPixels / Math.Max(squareInches, 1e-6)));
        }

        return resolutions;
    }

    /// <summary>The text of a page; null if there is none, or the page cannot be drawn.</summary>
    /// <param name="languages">As tesseract names them, joined by "+".</param>
    public OcrPage? Recognise(string pdf, int page, double resolution, string? password, string languages, bool canTurn, WorkFolder folder, CancellationToken cancellationToken)
    {
        string picture = folder.At("page.pgm");
        _renderer.Run(
            [.. Unlocking(password), "-gray", "-r", resolution.ToString("0.##", CultureInfo.InvariantCulture), "-f", Text(page), "-l", Text(page), "-singlefile", pdf, folder.At("page")],
            folder.Path,
            cancellationToken);
        if (!File.Exists(picture))
        {
            return null;
        }

        string dots = Text((int)Math.Clamp(resolution, 70, Resolution));
        ProgramResult result = _tesseract.Run([picture, "stdout", "-l", languages, "--dpi", dots, "--psm", canTurn ? "1" : "3", "tsv"], folder.Path, cancellationToken);
        File.Delete(picture);
        return result.ExitCode == 0 ? OcrOutput.Read(result.Output, page) : null;
    }

    /// <summary>Pages that lie on their side are turned, where the data for that is installed.</summary>
    public static bool CanTurn(HashSet<string> languages) => languages.Contains(TurnsPages);

    private static string[] Unlocking(string? password) => password is null ? [] : ["-upw", password];

    private static double Number(Group digits) => double.Parse(digits.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Page\s+([0-9]{1,7}) size:\s+([0-9]{1,9}(?:\.[0-9]{1,9})?) x ([0-9]{1,9}(?:\.[0-9]{1,9})?) pts", RegexOptions.Multiline)]
    private static partial Regex PageSize();
}
