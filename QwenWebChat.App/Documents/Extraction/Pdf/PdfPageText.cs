namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>The lines of a page, before they become paragraphs.</summary>
/// <param name="Height">The page's height in points.</param>
internal sealed record PdfPageText(int Number, double Height, int PictureCount, int UnreadableCount, IReadOnlyList<PdfLine> Lines)
{
    /// <summary>False for a page that broke off.</summary>
    public bool IsReadable { get; init; } = true;

    /// <summary>The number printed on the page; null if none.</summary>
    public string? Label { get; init; }
}
