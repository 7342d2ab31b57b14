using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.PdfFonts;
using UglyToad.PdfPig.Tokenization.Scanner;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>The fonts of a document.</summary>
internal sealed class PdfFonts
{
    private readonly Dictionary<IFont, PdfFont> _fonts = [];
    private (IFont? Font, PdfFont? Known) _last;

    public PdfFont this[IFont font, IPdfTokenScanner scanner, ILookupFilterProvider filters]
    {
        get
        {
            // Consecutive letters usually share a font.
            if (ReferenceEquals(_last.Font, font))
            {
                return _last.Known!;
            }

            if (!_fonts.TryGetValue(font, out PdfFont? known))
            {
                _fonts[font] = known = new PdfFont(font, scanner, filters);
            }

            _last = (font, known);
            return known;
        }
    }
}
