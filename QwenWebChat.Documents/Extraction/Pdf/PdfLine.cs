namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>A line of a column, or a row of a table, in reading order.</summary>
/// <param name="ColumnLeft">The left edge of its column; that of the page's text if there is one column.</param>
/// <param name="ColumnRight">The right edge of its column.</param>
internal sealed record PdfLine(
    string Text, double Left, double Right, double Baseline, double Size, bool IsBold, bool IsTableRow, double ColumnLeft, double ColumnRight)
{
    /// <summary>True for right-to-left text; the edges are then mirrored.</summary>
    public bool IsRightToLeft { get; init; }
}
