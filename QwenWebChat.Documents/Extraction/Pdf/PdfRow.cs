namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>The text at one height of a page, from left to right, split at its gaps.</summary>
internal sealed class PdfRow(List<PdfSegment> segments)
{
    public IReadOnlyList<PdfSegment> Segments => segments;

    public double Left => segments[0].Left;

    public double Right { get; } = segments.Max(segment => segment.Right);

    public double Baseline { get; } = segments.MaxBy(segment => segment.Length)!.Baseline;

    public double Size { get; } = segments.MaxBy(segment => segment.Length)!.Size;

    /// <summary>Returns the part of the row between two edges; null if it is empty.</summary>
    public PdfRow? Between(double left, double right)
    {
        List<PdfSegment> within = segments.FindAll(segment => segment.Left >= left && segment.Right <= right);
        return within.Count == 0 ? null : within.Count == segments.Count ? this : new PdfRow(within);
    }
}
