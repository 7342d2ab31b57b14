using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.PdfFonts;
using UglyToad.PdfPig.Tokenization.Scanner;

namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>The fonts of a document.</summary>
internal sealed class PdfFonts
{
    private readonly Dictionary<IFont, PdfFont> _fonts = [];

    public PdfFont this[IFont font, IPdfTokenScanner scanner, ILookupFilterProvider filters]
    {
        get
        {
            if (!_fonts.TryGetValue(font, out PdfFont? known))
            {
                _fonts[font] = known = new PdfFont(font, scanner, filters);
            }

            return known;
        }
    }
}
