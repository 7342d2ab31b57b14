using System.Globalization;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Fonts;
using UglyToad.PdfPig.Fonts.CompactFontFormat;
using UglyToad.PdfPig.Fonts.Encodings;
using UglyToad.PdfPig.Parser.Parts;
using UglyToad.PdfPig.PdfFonts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>The glyph names of a simple font by code, from the document or from the embedded font.</summary>
internal sealed class PdfGlyphNames
{
    private readonly Dictionary<int, string> _names = [];

    private PdfGlyphNames(bool areBuiltIn) => AreBuiltIn = areBuiltIn;

    /// <summary>True if only the embedded font names the glyphs, not the document.</summary>
    public bool AreBuiltIn { get; }

    /// <summary>Reads the names; null for fonts with multi-byte codes, and for fonts that the document does not describe.</summary>
    public static PdfGlyphNames? Read(IFont font, IPdfTokenScanner scanner, ILookupFilterProvider filters)
    {
        if (font.Details?.FontDictionaryReference is not { } reference
            || !DirectObjectFinder.TryGet(new IndirectReferenceToken(reference), scanner, out DictionaryToken? dictionary)
            || dictionary.TryGet(NameToken.DescendantFonts, out _))
        {
            return null;
        }

        bool areBuiltIn = !dictionary.TryGet(NameToken.Encoding, out IToken? encoding) && !dictionary.TryGet(NameToken.ToUnicode, out _);
        PdfGlyphNames names = new(areBuiltIn);
        if (areBuiltIn)
        {
            names.AddBuiltIn(dictionary, scanner, filters);
        }
        else if (DirectObjectFinder.TryGet(encoding, scanner, out DictionaryToken? different) && different.TryGet(NameToken.Differences, scanner, out ArrayToken? differences))
        {
            names.Add(differences);
        }

        return names;
    }

    /// <summary>Returns the characters of a glyph's name by Adobe's glyph list and rules; null if the name is unknown.</summary>
    public string? TextOf(int code)
    {
        if (!_names.TryGetValue(code, out string? name))
        {
            return null;
        }

        try
        {
            return GlyphList.AdobeGlyphList.NameToUnicode(name) is { Length: > 0 } text ? text : null;
        }
        // Names such as "u2x" look like code points but are not.
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentOutOfRangeException or InvalidFontFormatException)
        {
            return null;
        }
    }

    /// <summary>Returns true if a code has no name, or a name that is the code itself, such as a84, so that the codes most likely are characters.</summary>
    public bool SaysCode(int code) =>
        !_names.TryGetValue(code, out string? name)
        || (int.TryParse(name.AsSpan().TrimStart("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.:"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number == code);

    private void Add(ArrayToken differences)
    {
        int code = -1;
        foreach (IToken token in differences.Data)
        {
            if (token is NumericToken number)
            {
                code = number.Int;
            }
            else if (token is NameToken name)
            {
                _names[code++] = name.Data;
            }
        }
    }

    // The library reads the built-in names of Type 1 fonts, but not those of compact (CFF) fonts.
    private void AddBuiltIn(DictionaryToken dictionary, IPdfTokenScanner scanner, ILookupFilterProvider filters)
    {
        if (!dictionary.TryGet(NameToken.FontDescriptor, scanner, out DictionaryToken? descriptor) || !descriptor.TryGet(NameToken.FontFile3, scanner, out StreamToken? program))
        {
            return;
        }

        try
        {
            Encoding? encoding = CompactFontFormatParser.Parse(new CompactFontFormatData(program.Decode(filters, scanner))).FirstFont?.Encoding;
            foreach ((int code, string name) in encoding?.CodeToNameMap ?? new Dictionary<int, string>())
            {
                _names[code] = name;
            }
        }
        // A broken font program draws nothing and has no names.
        catch (Exception exception) when (exception is not (DocumentReadException or OperationCanceledException or OutOfMemoryException))
        {
        }
    }
}
