using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Joins characters to rows: consecutive characters of the file become runs, runs at one height become a
/// row, and a row is split at gaps that may separate columns. Only the sorting takes more than linear time.
/// </summary>
internal static partial class PdfRows
{
    // In units of the font size. Word spaces of justified text seldom reach it, and gutters are seldom narrower.
    private const double ColumnGap = 0.9;

    // The number of rows at nearly the same height that a run may belong to.
    private const int OpenRows = 8;

    // Lines below each other beside large print: a piece longer than an exponent that is below another piece is not part of its row.
    private const int MaxScriptLength = 3;
    private const int ComparedRuns = 64;

    public static List<PdfRow> Read(List<PdfGlyph?> glyphs)
    {
        List<PdfSegment> runs = Runs(glyphs);
        runs.Sort((one, other) => other.Baseline.CompareTo(one.Baseline) is not 0 and var order ? order : one.Left.CompareTo(other.Left));
        List<(PdfSegment Base, List<PdfSegment> Runs)> rows = [];
        foreach (PdfSegment run in runs)
        {
            int found = FindRow(rows, run);
            if (found < 0)
            {
                rows.Add((run, [run]));
                continue;
            }

            rows[found].Runs.Add(run);
            if (run.Size > rows[found].Base.Size)
            {
                rows[found] = (run, rows[found].Runs);
            }
        }

        List<PdfRow> read = [.. rows.Select(row => new PdfRow(Segments(row.Runs))).OrderByDescending(row => row.Baseline)];
        PdfPieces.CutAtColumns(read);
        return read;
    }

    private static List<PdfSegment> Runs(List<PdfGlyph?> glyphs)
    {
        List<PdfSegment> runs = [];
        PdfSegment? run = null;
        bool hasSpace = false;
        foreach (PdfGlyph? next in PdfAccents.Combined(glyphs))
        {
            if (next is not { } glyph)
            {
                hasSpace = true;
                continue;
            }

            if (run is not null && Continues(run, glyph))
            {
                run.Append(glyph, hasSpace);
            }
            else
            {
                runs.Add(run = new PdfSegment(glyph, hasSpace));
            }

            hasSpace = false;
        }

        return runs;
    }

    private static bool Continues(PdfSegment run, PdfGlyph glyph)
    {
        double gap = glyph.Left - run.Right;
        // Right-to-left letters come in either order, and their order is the one on the page.
        double least = RightToLeft.IsLetter(glyph.Text[0]) ? -0.25 : -0.5;
        return Math.Abs(glyph.Baseline - run.Baseline) < 0.1 * run.Size
            && gap > least * run.Size && gap < ColumnGap * run.Size
            && glyph.Size > 0.7 * run.Size && glyph.Size < 1.4 * run.Size;
    }

    private static int FindRow(List<(PdfSegment Base, List<PdfSegment> Runs)> rows, PdfSegment run)
    {
        for (int index = rows.Count - 1; index >= Math.Max(0, rows.Count - OpenRows); index--)
        {
            PdfSegment other = rows[index].Base;
            double overlap = Math.Min(other.Top, run.Top) - Math.Max(other.Bottom, run.Bottom);
            if (overlap > 0.5 * Math.Min(other.Top - other.Bottom, run.Top - run.Bottom) && !rows[index].Runs.TakeLast(ComparedRuns).Any(above => IsBelow(above, run)))
            {
                return index;
            }
        }

        return -1;
    }

    private static bool IsBelow(PdfSegment above, PdfSegment run) =>
        above.Length > MaxScriptLength && run.Length > MaxScriptLength
        && above.Baseline - run.Baseline > 0.25 * run.Size
        && Math.Min(above.Right, run.Right) - Math.Max(above.Left, run.Left) > run.Size;

    private static List<PdfSegment> Segments(List<PdfSegment> runs)
    {
        runs.Sort((one, other) => one.Left.CompareTo(other.Left));
        List<PdfSegment> segments = [];
        foreach (PdfSegment run in runs)
        {
            double gap = segments.Count > 0 ? run.Left - segments[^1].Right : 0;
            bool isOne = segments.Count > 0
                && (gap < ColumnGap * Math.Max(segments[^1].Size, run.Size) || (gap < 4 * run.Size && IsMark(segments[^1], run)));
            if (isOne)
            {
                segments[^1].Append(run);
            }
            else
            {
                segments.Add(run);
            }
        }

        return segments;
    }

    // A list marker or a heading number is separated from its text, but is not a column.
    // Numbers beside numbers are cells of a table.
    private static bool IsMark(PdfSegment segment, PdfSegment next) =>
        segment.Length <= 10 && Mark().IsMatch(segment.Text) && !(char.IsAsciiDigit(segment.Text[^1]) && char.IsAsciiDigit(next.Text[0]));

    [GeneratedRegex(@"^([•▪◦‣●○■□➢✓·*–—-]|\(?[0-9]{1,3}[.)]|\(?([A-Za-z]|[ivxIVX]{1,4})[.)]|[0-9]+(\.[0-9]+)+\.?|\[[0-9]+\]|[（(]?[一二三四五六七八九十]{1,3}[）)、.])$")]
    private static partial Regex Mark();
}
