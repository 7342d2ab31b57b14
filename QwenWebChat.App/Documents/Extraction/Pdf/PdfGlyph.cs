namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>A character on a page, in points, on a page turned so that its text runs from left to right.</summary>
/// <param name="Baseline">Its height above the page's lower edge.</param>
internal readonly record struct PdfGlyph(string Text, double Left, double Right, double Baseline, double Size, bool IsBold);
