namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Puts a page's rows into reading order. Rows that share an empty vertical strip are columns if both sides contain
/// running text; short pieces beside each other are a table, and are read across.
/// </summary>
internal static class PdfColumns
{
    private const int MaxDepth = 4;

    // Maximum rows that share a gutter: far more than a page of small print has.
    private const int MaxBandRows = 400;

    // In units of the font size.
    private const double MinGutter = 0.85;

    // Stretched word spaces may align by chance, but not in as many rows or as wide.
    private const int SureRows = 6;
    private const double SureGutter = 1.2;

    // Fewer rows, or fewer characters in a row, are a table or a form.
    private const int MinRows = 3;
    private const int MinCharacters = 16;

    public static List<PdfLine> Read(List<PdfRow> rows)
    {
        List<PdfLine> lines = [];
        Read(rows, lines, 0);
        return lines;
    }

    private static void Read(List<PdfRow> rows, List<PdfLine> lines, int depth)
    {
        if (rows.Count == 0)
        {
            return;
        }

        double left = rows.Min(row => row.Left);
        double right = rows.Max(row => row.Right);
        List<PdfRow> single = [];
        for (int index = 0; index < rows.Count;)
        {
            (int end, double gutter) = depth < MaxDepth ? FindBand(rows, index, left, right) : (index, 0);
            if (end == index)
            {
                single.Add(rows[index++]);
                continue;
            }

            PdfSingleColumn.Add(single, lines, left, right);
            single.Clear();
            List<PdfRow> band = rows[index..end];
            List<PdfRow> first = [.. band.Select(row => row.Between(double.MinValue, gutter)).OfType<PdfRow>()];
            List<PdfRow> second = [.. band.Select(row => row.Between(gutter, double.MaxValue)).OfType<PdfRow>()];
            bool isRightToLeft = RightToLeft.IsMostly(string.Concat(band.SelectMany(row => row.Segments).Select(segment => segment.Text)));
            Read(isRightToLeft ? second : first, lines, depth + 1);
            Read(isRightToLeft ? first : second, lines, depth + 1);
            index = end;
        }

        PdfSingleColumn.Add(single, lines, left, right);
    }

    // Finds the rows in columns from a row on, and the position of the gutter; no rows if there are no columns.
    private static (int End, double Gutter) FindBand(List<PdfRow> rows, int start, double left, double right)
    {
        List<(double From, double To)> gaps = Gaps(rows[start], left, right);
        int end = start + 1;
        while (end < rows.Count && end - start < MaxBandRows)
        {
            List<(double From, double To)> common = Intersect(gaps, Gaps(rows[end], left, right), rows[end].Size * MinGutter);
            if (common.Count == 0)
            {
                break;
            }

            gaps = common;
            end++;
        }

        foreach ((double from, double to) in gaps.OrderByDescending(gap => gap.To - gap.From))
        {
            double gutter = (from + to) / 2;
            int columnEnd = ColumnEnd(rows, start, end, gutter);
            bool isLikely = columnEnd - start >= SureRows || (to - from > SureGutter * rows[start].Size && !AreJustified(rows, start, columnEnd, left, right));
            if (isLikely
                && IsText(rows, start, columnEnd, row => row.Between(double.MinValue, gutter))
                && IsText(rows, start, columnEnd, row => row.Between(gutter, double.MaxValue)))
            {
                return (columnEnd, gutter);
            }
        }

        return (start, 0);
    }

    // A block below both columns after a gap, such as a heading, is no longer part of the left column.
    private static int ColumnEnd(List<PdfRow> rows, int start, int end, double gutter)
    {
        int last = end - 1;
        while (last > start && rows[last].Right < gutter)
        {
            last--;
        }

        for (int index = last + 1; index < end; index++)
        {
            double pitch = rows[index - 1].Baseline - rows[index].Baseline;
            if (pitch > 1.7 * rows[index].Size || Math.Abs(rows[index].Size - rows[index - 1].Size) > 0.1 * rows[index - 1].Size)
            {
                return index;
            }
        }

        return end;
    }

    private static bool AreJustified(List<PdfRow> rows, int start, int end, double left, double right) =>
        rows.Skip(start).Take(end - start).Count(row => row.Segments.Count > 2 && PdfTables.IsJustified(row, left, right)) * 2 >= end - start;

    private static bool IsText(List<PdfRow> rows, int start, int end, Func<PdfRow, PdfRow?> side)
    {
        List<PdfRow> column = [.. rows.Skip(start).Take(end - start).Select(side).OfType<PdfRow>()];
        if (column.Count < MinRows)
        {
            return false;
        }

        double left = column.Min(row => row.Left);
        double right = column.Max(row => row.Right);
        long length = column.Sum(row => row.Segments.Sum(segment => (long)segment.Text.Sum(character => EastAsian.IsWide(character) ? 2 : 1)));
        int tableRows = Enumerable.Range(0, column.Count).Count(index => PdfTables.IsRow(column, index, left, right));
        return length >= column.Count * MinCharacters && (tableRows * 3 < column.Count || AreColumns(column, left, right, MaxDepth));
    }

    // Text columns align like the cells of a table, but their lines fill the width.
    private static bool AreColumns(List<PdfRow> rows, double left, double right, int depth)
    {
        List<(double From, double To)> gaps = Gaps(rows[0], left, right);
        foreach (PdfRow row in rows)
        {
            gaps = Intersect(gaps, Gaps(row, left, right), row.Size * MinGutter);
        }

        List<(double From, double To)> inner = gaps.FindAll(gap => gap.From > left && gap.To < right);
        if (inner.Count == 0)
        {
            return depth < MaxDepth && IsFilled(rows, left, right);
        }

        double gutter = inner.Select(gap => (gap.From + gap.To) / 2).First();
        List<PdfRow> first = [.. rows.Select(row => row.Between(double.MinValue, gutter)).OfType<PdfRow>()];
        List<PdfRow> second = [.. rows.Select(row => row.Between(gutter, double.MaxValue)).OfType<PdfRow>()];
        return depth > 0 && first.Count >= MinRows && second.Count >= MinRows
            && IsFilled(first, left, first.Max(row => row.Right))
            && AreColumns(second, second.Min(row => row.Left), right, depth - 1);
    }

    private static bool IsFilled(List<PdfRow> rows, double left, double right) =>
        rows.Count(row => row.Right - left > 0.8 * (right - left)) * 2 > rows.Count
        && Enumerable.Range(0, rows.Count).Count(index => PdfTables.IsRow(rows, index, left, right)) * 3 < rows.Count
        && rows.Sum(row => row.Segments.Sum(segment => (long)segment.Length)) >= rows.Count * MinCharacters;

    // The empty strips of a row, including those beside it.
    private static List<(double From, double To)> Gaps(PdfRow row, double left, double right)
    {
        List<(double From, double To)> gaps = [];
        double free = left;
        foreach (PdfSegment segment in row.Segments)
        {
            if (segment.Left - free > row.Size * MinGutter)
            {
                gaps.Add((free, segment.Left));
            }

            free = Math.Max(free, segment.Right);
        }

        if (right - free > row.Size * MinGutter)
        {
            gaps.Add((free, right));
        }

        return gaps;
    }

    private static List<(double From, double To)> Intersect(List<(double From, double To)> some, List<(double From, double To)> others, double least)
    {
        List<(double From, double To)> common = [];
        for (int one = 0, other = 0; one < some.Count && other < others.Count;)
        {
            double from = Math.Max(some[one].From, others[other].From);
            double to = Math.Min(some[one].To, others[other].To);
            if (to - from > least)
            {
                common.Add((from, to));
            }

            if (some[one].To < others[other].To)
            {
                one++;
            }
            else
            {
                other++;
            }
        }

        return common;
    }
}
