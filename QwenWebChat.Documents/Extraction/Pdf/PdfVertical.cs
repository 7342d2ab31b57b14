namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Finds Chinese and Japanese that is written from top to bottom in columns from right to left. Its characters stand closer to
/// those below them than to those beside them. It is turned, so that its columns are lines like any others.
/// </summary>
internal static class PdfVertical
{
    private const int LeastCharacters = 8;

    // In sizes of the font. Characters of a column stand below each other, and those of a line beside each other, within this much.
    private const double LargestShift = 0.35;
    private const double LargestStep = 2.5;
    private const double ClearlyCloser = 0.9;

    // Numbers of up to four digits stand upright in a column.
    private const int LongestUpright = 4;

    // Where in its square a character's baseline is.
    private const double Ascent = 0.88;

    /// <summary>The horizontal text of a page, and its vertical text turned; one of them if there is no other.</summary>
    public static IEnumerable<List<PdfGlyph?>> Split(List<PdfGlyph?> glyphs)
    {
        List<PdfGlyph> wide = [.. glyphs.OfType<PdfGlyph>().Where(glyph => EastAsian.IsWide(glyph.Text[0]))];
        if (wide.Count < LeastCharacters || !IsVertical(wide))
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
        if (piece.Count is > 0 and <= LongestUpright && IsInColumn(piece, inColumns))
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

    // How far it is from each character to the next one that stands on the same line across, in sizes of the font.
    private static double[] Steps(List<PdfGlyph> glyphs, Func<PdfGlyph, double> across, Func<PdfGlyph, double> along)
    {
        double[] steps = new double[glyphs.Count];
        Array.Fill(steps, LargestStep);
        int[] order = [.. Enumerable.Range(0, glyphs.Count).OrderBy(index => across(glyphs[index]))];
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && across(glyphs[order[end]]) - across(glyphs[order[start]]) < LargestShift * glyphs[order[start]].Size)
            {
                end++;
            }

            int[] line = [.. order[start..end].OrderBy(index => along(glyphs[index]))];
            for (int index = 1; index < line.Length; index++)
            {
                double step = (along(glyphs[line[index]]) - along(glyphs[line[index - 1]])) / glyphs[line[index - 1]].Size;
                steps[line[index - 1]] = Math.Min(step, LargestStep);
            }

            start = end;
        }

        return steps;
    }

    private static bool IsBeside(PdfGlyph glyph, PdfGlyph next) =>
        Math.Abs(next.Baseline - glyph.Baseline) < 0.1 * glyph.Size && Math.Abs(next.Left - glyph.Right) < LargestShift * glyph.Size;

    private static bool IsInColumn(List<PdfGlyph> piece, List<PdfGlyph> inColumns)
    {
        double center = (piece[0].Left + piece[^1].Right) / 2;
        double shift = LargestShift * piece[0].Size;
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
