namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>The lines of a page, before they become paragraphs.</summary>
/// <param name="Drawn">What it draws; null for a page that broke off.</param>
internal sealed record PdfPageText(int Number, PdfDrawnPage? Drawn, IReadOnlyList<PdfLine> Lines)
{
    public bool IsReadable => Drawn is not null;

    /// <summary>The page's height in points.</summary>
    public double Height => Drawn?.Height ?? 0;

    /// <summary>What stands beside the text: comments, signatures, and the first of each running line.</summary>
    public IReadOnlyList<string> Notes { get; init; } = Drawn?.Notes ?? [];

    /// <summary>The number printed on the page; null if none.</summary>
    public string? Label { get; init; }
}
