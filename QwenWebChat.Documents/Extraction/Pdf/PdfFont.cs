using System.Globalization;
using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Parser.Parts;
using UglyToad.PdfPig.PdfFonts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Maps the codes of a font to characters: by its map to Unicode, else by the names of its glyphs, else by a guess.</summary>
internal sealed class PdfFont
{
    private const string Unknown = "\uFFFD";

    private readonly IFont _font;
    private readonly Dictionary<int, (string Text, bool IsUnmapped)> _characters = [];
    private readonly Lazy<PdfGlyphNames?> _names;
    private readonly bool _isSymbol;
    private readonly bool _isUnicode;
    private readonly double _scale;

    public PdfFont(IFont font, IPdfTokenScanner scanner, ILookupFilterProvider filters)
    {
        _font = font;
        string name = font.Details?.Name ?? font.Name?.Data ?? "";
        _isSymbol = Contains(name, "Symbol") || Contains(name, "dings") || Contains(name, "dingbats");
        _isUnicode = Dictionary(font, scanner) is { } dictionary && dictionary.TryGet(NameToken.Encoding, scanner, out NameToken? encoding)
            && (Contains(encoding.Data, "UTF16") || Contains(encoding.Data, "UCS2"));
        IsBold = font.Details is { IsBold: true } || Contains(name, "Bold") || Contains(name, "Black");
        _scale = font is IType3Font && Height(font, scanner) is > 0 and (< 0.5 or > 2) and var height ? height : 1;
        _names = new Lazy<PdfGlyphNames?>(() => PdfGlyphNames.Read(font, scanner, filters));
    }

    public bool IsBold { get; }

    /// <summary>Returns the character of a code.</summary>
    public (string Text, bool IsUnmapped) Read(int code)
    {
        if (!_characters.TryGetValue(code, out (string Text, bool IsUnmapped) character))
        {
            _characters[code] = character = Find(code);
        }

        return character;
    }

    /// <summary>Returns the size at which text is drawn if the font is set at size 1: 1, except for Type 3 fonts, whose glyphs may contain the size.</summary>
    /// <param name="text">The characters of the glyph.</param>
    /// <param name="width">The width of the glyph at size 1.</param>
    public double ScaleOf(string text, double width) =>
        // The box of such a font may be far larger than its glyphs. Chinese and Japanese characters fill a square.
        _scale > 1 && width > 0 && EastAsian.IsWide(text[0]) ? Math.Min(_scale, width) : _scale;

    private (string Text, bool IsUnmapped) Find(int code)
    {
        bool isFound = _font.TryGetUnicode(code, out string? value) && IsReadable(value);
        PdfGlyphNames? names = _names.Value;
        // The library found nothing better than the code itself.
        bool isCode = isFound && value!.Length == 1 && value[0] == code && names is { AreBuiltIn: true };
        if (isFound && !isCode)
        {
            return (Expand(value!), false);
        }

        if (names?.TextOf(code) is { } named && IsReadable(named))
        {
            return (Expand(named), false);
        }

        if (isFound)
        {
            return (Expand(value!), false);
        }

        // The codes of such fonts are UTF-16 code units, or surrogate pairs.
        if (_isUnicode && (code <= char.MaxValue ? ((char)code).ToString() : $"{(char)(code >> 16)}{(char)code}") is var written && IsReadable(written))
        {
            return (Expand(written), false);
        }

        bool isMeant = names is not null && names.SaysCode(code);
        bool isPrintable = code is > ' ' and < 0x7F or > 0xA0 and < 0x100;
        return value is [>= '\uE000' and <= '\uF8FF'] ? (_isSymbol ? "•" : value, !_isSymbol)
            : code == ' ' && names is not null ? (" ", false)
            : isPrintable ? (((char)code).ToString(CultureInfo.InvariantCulture), !isMeant)
            : (Unknown, true);
    }

    // The height of the largest glyph at size 1; twice the usual width if the font does not have it.
    private static double Height(IFont font, IPdfTokenScanner scanner)
    {
        if (Dictionary(font, scanner) is not { } dictionary)
        {
            return 0;
        }

        TransformationMatrix matrix = font.GetFontMatrix();
        double[] box = Numbers(dictionary, NameToken.FontBbox, scanner);
        double height = box.Length == 4 ? Math.Max(Math.Abs(box[1]), Math.Abs(box[3])) : 0;
        return height > 0
            ? height * Math.Abs(matrix.D)
            : 2 * Math.Abs(matrix.A) * Numbers(dictionary, NameToken.Widths, scanner).Where(width => width > 0).DefaultIfEmpty().Average();
    }

    private static DictionaryToken? Dictionary(IFont font, IPdfTokenScanner scanner) =>
        font.Details?.FontDictionaryReference is { } reference && DirectObjectFinder.TryGet(new IndirectReferenceToken(reference), scanner, out DictionaryToken? dictionary) ? dictionary : null;

    private static double[] Numbers(DictionaryToken dictionary, NameToken name, IPdfTokenScanner scanner) =>
        dictionary.TryGet(name, scanner, out ArrayToken? array) ? [.. array.Data.OfType<NumericToken>().Select(number => number.Double)] : [];

    private static bool IsReadable(string? value) =>
        !string.IsNullOrEmpty(value) && !value.AsSpan().ContainsAnyInRange('\0', '\u0008') && !value.AsSpan().ContainsAnyInRange('\u000E', '\u001F')
        && !value.AsSpan().ContainsAnyInRange('\uE000', '\uF8FF') && !value.Contains('\uFFFD', StringComparison.Ordinal) && !value.Contains('\u007F', StringComparison.Ordinal);

    // Ligatures belong to the font, not to the text.
    private static string Expand(string value) => value switch
    {
        "\uFB00" => "ff",
        "\uFB01" => "fi",
        "\uFB02" => "fl",
        "\uFB03" => "ffi",
        "\uFB04" => "ffl",
        "\uFB05" or "\uFB06" => "st",
        // A glyph of several letters is in reading order within its line.
        [var first, ..] when RightToLeft.IsLetter(first) => RightToLeft.Reversed(value.Normalize(NormalizationForm.FormKC)),
        _ => value,
    };

    private static bool Contains(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
}
