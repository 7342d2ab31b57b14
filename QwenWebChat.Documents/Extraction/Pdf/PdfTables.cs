namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Distinguishes table rows from lines of text. Both have gaps: the gaps of a table align, the gaps of justified text have one width.</summary>
internal static class PdfTables
{
    // The number of compared cells: a hostile row may have thousands.
    private const int MaxCells = 50;

    // The number of rows of a table with which a row with empty cells is compared.
    private const int MaxRowsBack = 8;

    /// <summary>Marks the rows of tables: by their neighbours, and rows with empty cells by other rows of the same table.</summary>
    public static bool[] Find(List<PdfRow> rows, double left, double right)
    {
        bool[] inTable = [.. rows.Select((_, index) => IsRow(rows, index, left, right))];
        for (int index = 1; index < rows.Count; index++)
        {
            inTable[index] = inTable[index] || IsRowOf(rows, inTable, index, -1, left, right);
        }

        for (int index = rows.Count - 2; index >= 0; index--)
        {
            inTable[index] = inTable[index] || IsRowOf(rows, inTable, index, 1, left, right);
        }

        return inTable;
    }

    /// <summary>Returns true if a row belongs to a table, judging by the rows above and below it.</summary>
    public static bool IsRow(IReadOnlyList<PdfRow> rows, int index, double left, double right) =>
        rows[index].Segments.Count > 1
        && !IsJustified(rows[index], left, right)
        && ((index > 0 && AreAligned(rows[index - 1], rows[index])) || (index + 1 < rows.Count && AreAligned(rows[index], rows[index + 1])));

    /// <summary>Returns true if the gaps are stretched word spaces: equal gaps in a line that fills the width.</summary>
    public static bool IsJustified(PdfRow row, double left, double right)
    {
        if (row.Left > left + row.Size || row.Right < right - row.Size)
        {
            return false;
        }

        double least = double.MaxValue;
        double most = 0;
        for (int index = 1; index < row.Segments.Count; index++)
        {
            double gap = row.Segments[index].Left - row.Segments[index - 1].Right;
            least = Math.Min(least, gap);
            most = Math.Max(most, gap);
        }

        return most < 1.5 * least && most < 4 * row.Size;
    }

    /// <summary>Returns true if a row may follow another one in a table.</summary>
    public static bool IsNear(PdfRow row, PdfRow below) =>
        row.Baseline - below.Baseline < 4 * below.Size && Math.Abs(row.Size - below.Size) < 0.06 * row.Size;

    private static bool IsRowOf(List<PdfRow> rows, bool[] inTable, int index, int step, double left, double right)
    {
        if (rows[index].Segments.Count < 2 || IsJustified(rows[index], left, right))
        {
            return false;
        }

        int last = index;
        for (int other = index + step; other >= 0 && other < rows.Count && Math.Abs(other - index) <= MaxRowsBack; other += step)
        {
            if (!inTable[other] || !IsNear(rows[Math.Min(last, other)], rows[Math.Max(last, other)]))
            {
                return false;
            }

            if (HaveSameEdges(rows[index], rows[other]))
            {
                return true;
            }

            last = other;
        }

        return false;
    }

    private static bool AreAligned(PdfRow one, PdfRow other) => IsNear(one, other) && HaveSameEdges(one, other);

    // Most inner edges of the rows align. The outer edges align in every text.
    private static bool HaveSameEdges(PdfRow one, PdfRow other)
    {
        int cells = Math.Min(one.Segments.Count, other.Segments.Count) - 1;
        if (cells < 1)
        {
            return false;
        }

        double near = 0.3 * one.Size;
        int aligned = one.Segments.Skip(1).Take(MaxCells).Count(cell => other.Segments.Skip(1).Take(MaxCells).Any(below =>
            Math.Abs(cell.Left - below.Left) < near
            || Math.Abs(cell.Right - below.Right) < near
            || Math.Abs(cell.Left + cell.Right - below.Left - below.Right) < near));
        return aligned > 0.6 * Math.Min(cells, MaxCells);
    }
}
