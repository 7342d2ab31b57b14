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
            string text = string.Join(isTable ? " | " : " ", row.Segments.Select(segment => segment.Text));
            bool isBold = row.Segments.All(segment => segment.IsBold);
            lines.Add(new PdfLine(text, row.Left, row.Right, row.Baseline, row.Size, isBold, isTable, left, right));
        }
    }
}
