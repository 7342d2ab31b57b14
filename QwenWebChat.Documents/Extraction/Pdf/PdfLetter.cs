using UglyToad.PdfPig.Core;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>A character as a page draws it.</summary>
/// <param name="Text">Blank for a space.</param>
/// <param name="Start">Where its baseline begins, in points from the page's lower left corner.</param>
/// <param name="End">Where its baseline ends.</param>
/// <param name="Size">The size of its font in points.</param>
/// <param name="Angle">The direction of its baseline in degrees, counterclockwise; 0 from left to right.</param>
/// <param name="IsUnmapped">The font does not say which character it is; the text is a guess.</param>
/// <param name="Operation">The number of the text-showing operation that wrote it; below 0 for what the page does not draw itself.</param>
/// <param name="IsInvisible">Neither filled nor stroked, or wholly transparent, as the text of a scanned page is.</param>
internal readonly record struct PdfLetter(
    string Text, PdfPoint Start, PdfPoint End, double Size, double Angle, bool IsBold, int Operation, bool IsUnmapped, bool IsInvisible)
{
    public bool IsBlank => string.IsNullOrWhiteSpace(Text);
}
