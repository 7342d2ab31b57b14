namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Visible content of a page, in the order in which it is drawn.</summary>
/// <param name="PictureShare">The share of the page that pictures cover, at most 1.</param>
/// <param name="HiddenCount">Pieces of text that are drawn but cannot be seen.</param>
/// <param name="Notes">Comments and signatures that stand beside the page's text.</param>
/// <param name="AttachedFiles">The names of files that are attached to the page.</param>
internal sealed record PdfDrawnPage(
    double Width,
    double Height,
    List<PdfLetter> Letters,
    int PictureCount,
    double PictureShare,
    int HiddenCount,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> AttachedFiles);
