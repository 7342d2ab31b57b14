namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>The visible content of a page, in drawing order.</summary>
/// <param name="PictureShare">The share of the page covered by pictures, at most 1.</param>
/// <param name="HiddenCount">The number of drawn pieces of text that are not visible.</param>
/// <param name="Notes">The comments and signatures beside the page's text.</param>
/// <param name="AttachedFiles">The names of the files attached to the page.</param>
internal sealed record PdfDrawnPage(
    double Width,
    double Height,
    List<PdfLetter> Letters,
    int PictureCount,
    double PictureShare,
    int HiddenCount,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> AttachedFiles);
