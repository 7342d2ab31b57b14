namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>A character on a page, in points, on a page rotated so that its text runs from left to right.</summary>
/// <param name="Baseline">The height of the baseline above the page's lower edge.</param>
/// <param name="Operation">The number of the text-showing operation that wrote it.</param>
internal readonly record struct PdfGlyph(string Text, double Left, double Right, double Baseline, double Size, bool IsBold, int Operation = 0);
