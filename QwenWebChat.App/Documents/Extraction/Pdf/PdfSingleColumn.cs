namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>Rows that are read across: lines of text, and rows of tables where the pieces of neighbouring rows stand below each other.</summary>
internal static class PdfSingleColumn
{
    public static void Add(List<PdfRow> rows, List<PdfLine> lines, double left, double right)
    {
        for (int index = 0; index < rows.Count; index++)
        {
            PdfRow row = rows[index];
            bool isTable = PdfTables.IsRow(rows, index, left, right);
            string text = string.Join(' ', row.Segments.Select(segment => segment.Text));
            bool isRightToLeft = RightToLeft.IsMostly(text);
            // Where such a line begins is its right edge, so it is measured as in a mirror.
            (double from, double to) = isRightToLeft ? (left + right - row.Right, left + right - row.Left) : (row.Left, row.Right);
            bool isBold = row.Segments.All(segment => segment.IsBold);
            lines.Add(new PdfLine(isTable ? Cells(row, isRightToLeft) : RightToLeft.Logical(text), from, to, row.Baseline, row.Size, isBold, isTable, left, right)
            {
                IsRightToLeft = isRightToLeft,
            });
        }
    }

    private static string Cells(PdfRow row, bool isRightToLeft)
    {
        IEnumerable<string> cells = row.Segments.Select(segment => RightToLeft.Logical(segment.Text));
        return string.Join(" | ", isRightToLeft ? cells.Reverse() : cells);
    }
}
