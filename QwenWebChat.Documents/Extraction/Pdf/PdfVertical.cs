namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Finds Chinese and Japanese text written from top to bottom in columns from right to left. Its characters are closer to
/// those below than to those beside them. It is rotated, so that its columns become ordinary lines.
/// </summary>
internal static class PdfVertical
{
    private const int MinCharacters = 8;

    // In units of the font size. The maximum shift between characters of a column, or of a line.
    private const double MaxShift = 0.35;
    private const double MaxStep = 2.5;
    private const double ClearlyCloser = 0.9;

    // Numbers of up to four digits are upright in a column.
    private const int MaxUprightLength = 4;

    // The position of the baseline in a character's square.
    private const double Ascent = 0.88;

    /// <summary>Returns the horizontal text of a page and its rotated vertical text; only one of them if there is no other.</summary>
    public static IEnumerable<List<PdfGlyph?>> Split(List<PdfGlyph?> glyphs)
    {
        List<PdfGlyph> wide = [.. glyphs.OfType<PdfGlyph>().Where(glyph => EastAsian.IsWide(glyph.Text[0]))];
        if (wide.Count < MinCharacters || !IsVertical(wide))
        {
            return [glyphs];
        }

        List<PdfGlyph> inColumns = [.. wide.OrderBy(Center)];
        List<PdfGlyph?> vertical = [.. wide.Select(glyph => (PdfGlyph?)Turned(glyph, glyph.Text))];
        List<PdfGlyph?> horizontal = [];
        List<PdfGlyph> piece = [];
        foreach (PdfGlyph? next in glyphs.Append(null))
        {
            if (next is { } glyph && !EastAsian.IsWide(glyph.Text[0]))
            {
                if (piece.Count > 0 && !IsBeside(piece[^1], glyph))
                {
                    Add(piece, inColumns, vertical, horizontal);
                }

                piece.Add(glyph);
                continue;
            }

            Add(piece, inColumns, vertical, horizontal);
            horizontal.Add(null);
        }

        return horizontal.Exists(glyph => glyph is not null) ? [vertical, horizontal] : [vertical];
    }

    private static void Add(List<PdfGlyph> piece, List<PdfGlyph> inColumns, List<PdfGlyph?> vertical, List<PdfGlyph?> horizontal)
    {
        if (piece.Count is > 0 and <= MaxUprightLength && IsInColumn(piece, inColumns))
        {
            PdfGlyph whole = piece[0] with { Right = piece[^1].Right };
            vertical.Add(Turned(whole, string.Concat(piece.Select(glyph => glyph.Text))));
        }
        else
        {
            horizontal.AddRange(piece.Select(glyph => (PdfGlyph?)glyph));
        }

        piece.Clear();
    }

    private static bool IsVertical(List<PdfGlyph> wide)
    {
        double[] below = Steps(wide, Center, glyph => -glyph.Baseline);
        double[] beside = Steps(wide, glyph => glyph.Baseline, Center);
        int vertical = below.Zip(beside).Count(step => step.First < ClearlyCloser * step.Second);
        int horizontal = below.Zip(beside).Count(step => step.Second < ClearlyCloser * step.First);
        return vertical > 2 * horizontal && vertical * 2 > wide.Count;
    }

    // The distances from each character to the next one on the same line, in units of the font size.
    private static double[] Steps(List<PdfGlyph> glyphs, Func<PdfGlyph, double> across, Func<PdfGlyph, double> along)
    {
        double[] steps = new double[glyphs.Count];
        Array.Fill(steps, MaxStep);
        int[] order = [.. Enumerable.Range(0, glyphs.Count).OrderBy(index => across(glyphs[index]))];
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && across(glyphs[order[end]]) - across(glyphs[order[start]]) < MaxShift * glyphs[order[start]].Size)
            {
                end++;
            }

            int[] line = [.. order[start..end].OrderBy(index => along(glyphs[index]))];
            for (int index = 1; index < line.Length; index++)
            {
                double step = (along(glyphs[line[index]]) - along(glyphs[line[index - 1]])) / glyphs[line[index - 1]].Size;
                steps[line[index - 1]] = Math.Min(step, MaxStep);
            }

            start = end;
        }

        return steps;
    }

    private static bool IsBeside(PdfGlyph glyph, PdfGlyph next) =>
        Math.Abs(next.Baseline - glyph.Baseline) < 0.1 * glyph.Size && Math.Abs(next.Left - glyph.Right) < MaxShift * glyph.Size;

    private static bool IsInColumn(List<PdfGlyph> piece, List<PdfGlyph> inColumns)
    {
        double center = (piece[0].Left + piece[^1].Right) / 2;
        double shift = MaxShift * piece[0].Size;
        int first = FirstFrom(inColumns, center - shift);
        for (int index = first; index < inColumns.Count && Center(inColumns[index]) < center + shift; index++)
        {
            if (Math.Abs(inColumns[index].Baseline - piece[0].Baseline) < 1.8 * inColumns[index].Size)
            {
                return true;
            }
        }

        return false;
    }

    private static int FirstFrom(List<PdfGlyph> inColumns, double center)
    {
        (int low, int high) = (0, inColumns.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Center(inColumns[middle]) < center ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static PdfGlyph Turned(PdfGlyph glyph, string text)
    {
        double top = glyph.Baseline + (Ascent * glyph.Size);
        return glyph with { Text = text, Left = -top, Right = glyph.Size - top, Baseline = Center(glyph) - (glyph.Size / 2) };
    }

    private static double Center(PdfGlyph glyph) => (glyph.Left + glyph.Right) / 2;
}
