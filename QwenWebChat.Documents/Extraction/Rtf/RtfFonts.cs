using System.Text;
using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>The encodings of a file's fonts: each byte of text is decoded in the encoding of its font.</summary>
internal sealed class RtfFonts
{
    /// <summary>The font of text without one, such as the title in the file's properties.</summary>
    public const int None = -1;

    private const int Western = 1252;

    private const string SymbolCapitals = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    private const string SymbolLetters = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";

    private readonly Dictionary<int, Font> _fonts = [];
    private Font? _open;
    private int _documentCodePage = Western;

    /// <summary>The default font of the document.</summary>
    public int DefaultFont { get; private set; }

    /// <summary>Reads a control or a byte of the font table.</summary>
    public void Read(RtfToken token)
    {
        switch (token)
        {
            case { Word: "f", Number: { } number }:
                _fonts[number] = _open = new Font();
                break;
            case { Word: "fcharset", Number: { } charset } when _open is not null:
                _open.Charset = charset;
                break;
            case { Word: "cpg", Number: { } codePage } when _open is not null:
                _open.CodePage = codePage;
                break;
            case { Kind: RtfTokenKind.Byte, Number: { } value } when _open is { Name.Length: < 64 }:
                _open.Name.Append((char)value);
                break;
        }
    }

    /// <summary>Reads the document's default encoding; returns false for any other control.</summary>
    public bool TakeDefault(RtfToken token)
    {
        switch (token.Word)
        {
            case "deff":
                DefaultFont = token.Number ?? 0;
                return true;
            case "ansicpg" when token.Number > 0:
                _documentCodePage = token.Number.Value;
                return true;
            case "mac":
                _documentCodePage = 10000;
                return true;
            case "pc":
                _documentCodePage = 437;
                return true;
            case "pca":
                _documentCodePage = 850;
                return true;
            default:
                return false;
        }
    }

    public string Decode(ReadOnlySpan<byte> bytes, int font)
    {
        Font? named = _fonts.GetValueOrDefault(font);
        return named?.Charset == 2 ? Symbols(bytes, named) : (TextEncodings.OfCodePage(CodePage(named)) ?? TextEncodings.OfCodePage(Western)!).GetString(bytes);
    }

    /// <summary>Returns the character of a symbol font by its position in the font.</summary>
    public char Symbol(char character, int font) =>
        character is >= '\uF020' and <= '\uF0FF' && _fonts.GetValueOrDefault(font) is { } named ? Symbols([(byte)character], named)[0] : character;

    private int CodePage(Font? font) =>
        font switch
        {
            null => _documentCodePage,
            { CodePage: > 0 } => font.CodePage,
            // Programs that do not know charsets write 0 for all of them.
            { Charset: 0 } => _fonts.Values.Any(other => OfCharset(other.Charset) == _documentCodePage) ? Western : _documentCodePage,
            _ => OfCharset(font.Charset) is > 0 and var codePage ? codePage : _documentCodePage,
        };

    private static int OfCharset(int charset) => charset switch
    {
        77 => 10000,
        78 => 10001,
        79 => 10003,
        80 => 10008,
        81 => 10002,
        83 => 10005,
        84 => 10004,
        85 => 10006,
        86 => 10081,
        87 => 10021,
        88 => 10029,
        89 => 10007,
        128 => 932,
        129 => 949,
        130 => 1361,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        255 => 850,
        _ => 0,
    };

    // Greek in the font Symbol, ticks and boxes in Wingdings; most other symbols are bullets.
    private static string Symbols(ReadOnlySpan<byte> bytes, Font font)
    {
        bool isWingdings = font.Name.ToString().StartsWith("Wingdings", StringComparison.OrdinalIgnoreCase);
        StringBuilder text = new(bytes.Length);
        foreach (byte value in bytes)
        {
            text.Append((isWingdings, value) switch
            {
                (_, (byte)' ' or 0xA0) => ' ',
                (true, 0xFC) => '\u2713',
                (true, 0xFE or 0x52) => '\u2611',
                (true, 0xFD or 0x78) => '\u2612',
                (true, 0xA8 or 0x6F or 0x71 or 0x72) => '\u2610',
                (true, 0xE0 or 0xE8) => '\u2192',
                (true, _) => '\u2022',
                (false, >= (byte)'A' and <= (byte)'Z') => SymbolCapitals[value - 'A'],
                (false, >= (byte)'a' and <= (byte)'z') => SymbolLetters[value - 'a'],
                (false, 0xA3) => '\u2264',
                (false, 0xA5) => '\u221E',
                (false, 0xAE) => '\u2192',
                (false, 0xB1) => '\u00B1',
                (false, 0xB3) => '\u2265',
                (false, 0xB4) => '\u00D7',
                (false, 0xB9) => '\u2260',
                (false, 0xBB) => '\u2248',
                (false, 0xD6) => '\u221A',
                (false, 0xE5) => '\u2211',
                (false, < 0x80) => (char)value,
                _ => '\u2022',
            });
        }

        return text.ToString();
    }

    private sealed class Font
    {
        public int Charset { get; set; } = 1;

        public int CodePage { get; set; }

        public StringBuilder Name { get; } = new();
    }
}
