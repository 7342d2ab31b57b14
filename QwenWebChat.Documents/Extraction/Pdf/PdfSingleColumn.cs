namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Reads rows across: lines of text, and rows of tables in which the pieces of neighbouring rows align.</summary>
internal static class PdfSingleColumn
{
    public static void Add(List<PdfRow> rows, List<PdfLine> lines, double left, double right)
    {
        bool[] inTable = PdfTables.Find(rows, left, right);
        for (int index = 0; index < rows.Count;)
        {
            if (!inTable[index])
            {
                lines.Add(Line(rows[index], null, left, right));
                index++;
                continue;
            }

            int end = index + 1;
            while (end < rows.Count && inTable[end] && PdfTables.IsNear(rows[end - 1], rows[end]))
            {
                end++;
            }

            PdfTableColumns columns = new(rows[index..end]);
            lines.AddRange(rows[index..end].Select(row => Line(row, columns, left, right)));
            index = end;
        }
    }

    private static PdfLine Line(PdfRow row, PdfTableColumns? columns, double left, double right)
    {
        string text = string.Join(' ', row.Segments.Select(segment => segment.Text));
        bool isRightToLeft = RightToLeft.IsMostly(text);
        // A right-to-left line begins at its right edge, so its edges are mirrored.
        (double from, double to) = isRightToLeft ? (left + right - row.Right, left + right - row.Left) : (row.Left, row.Right);
        bool isBold = row.Segments.All(segment => segment.IsBold);
        string read = columns is null ? RightToLeft.Logical(text) : Cells(columns.Cells(row), isRightToLeft);
        return new PdfLine(read, from, to, row.Baseline, row.Size, isBold, columns is not null, left, right) { IsRightToLeft = isRightToLeft };
    }

    private static string Cells(IEnumerable<string> cells, bool isRightToLeft)
    {
        IEnumerable<string> read = cells.Select(RightToLeft.Logical);
        return string.Join(" | ", isRightToLeft ? read.Reverse() : read).Trim();
    }
}
