namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>A line of a column, or a row of a table, in its place in the reading order.</summary>
/// <param name="ColumnLeft">Where the lines of its column begin; the page's text if it has one column.</param>
/// <param name="ColumnRight">Where they end.</param>
internal sealed record PdfLine(
    string Text, double Left, double Right, double Baseline, double Size, bool IsBold, bool IsTableRow, double ColumnLeft, double ColumnRight)
{
    /// <summary>Its edges are then those of its mirror image.</summary>
    public bool IsRightToLeft { get; init; }
}
