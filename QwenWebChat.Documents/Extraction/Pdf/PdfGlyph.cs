namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>A character on a page, in points, on a page turned so that its text runs from left to right.</summary>
/// <param name="Baseline">Its height above the page's lower edge.</param>
/// <param name="Operation">The number of the text-showing operation of the file that wrote it.</param>
internal readonly record struct PdfGlyph(string Text, double Left, double Right, double Baseline, double Size, bool IsBold, int Operation = 0);
