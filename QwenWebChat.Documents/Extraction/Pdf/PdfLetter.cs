using UglyToad.PdfPig.Core;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>A character as drawn on a page.</summary>
/// <param name="Text">The text; blank for a space.</param>
/// <param name="Start">The start of the baseline, in points from the page's lower left corner.</param>
/// <param name="End">The end of the baseline.</param>
/// <param name="Size">The font size in points.</param>
/// <param name="Angle">The direction of the baseline in degrees, counterclockwise; 0 from left to right.</param>
/// <param name="IsUnmapped">True if the font does not name the character, and the text is a guess.</param>
/// <param name="Operation">The number of the text-showing operation; below 0 for text that the page does not draw itself.</param>
/// <param name="IsInvisible">True if it is neither filled nor stroked, or fully transparent, like the text layer of a scanned page.</param>
internal readonly record struct PdfLetter(
    string Text, PdfPoint Start, PdfPoint End, double Size, double Angle, bool IsBold, int Operation, bool IsUnmapped, bool IsInvisible)
{
    public bool IsBlank => string.IsNullOrWhiteSpace(Text);
}
