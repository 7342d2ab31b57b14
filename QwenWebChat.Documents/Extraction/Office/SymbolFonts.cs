using System.Collections.Frozen;
using System.Text;

namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>Maps the characters of symbol fonts to Unicode.</summary>
internal static class SymbolFonts
{
    /// <summary>The replacement for an unknown symbol.</summary>
    public const char Unknown = '\uFFFD';

    // Adobe's encoding of the font Symbol, from 0x20 and from 0xA0.
    private const string SymbolLow = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
    private const string SymbolHigh = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\uFFFD〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

    private static readonly FrozenDictionary<char, char> Wingdings = Map(
        ('\x22', "✂✁"), ('\x28', "☎✆"), ('\x36', "⌛"), ('\x3E', "✇✍"), ('\x41', "✌"), ('\x45', "☜☞☝☟"), ('\x4A', "☺"), ('\x4C', "☹"), ('\x4E', "☠"), ('\x51', "✈☼"), ('\x54', "❄"), ('\x56', "✞"),
        ('\x58', "✠✡☪☯"), ('\x5D', "☸♈♉♊♋♌♍♎♏♐♑♒♓"), ('\x6C', "●❍■□□❑❒⬧⧫◆❖⬥☒"), ('\x7A', "⌘"), ('\x7D', "❝❞"), ('\x80', "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
        ('\x9E', "·•▪○"), ('\xA4', "◉◎"), ('\xA7', "▪☐"), ('\xAA', "✦★✶✴✹✵"), ('\xD5', "⌫⌦"), ('\xD8', "➢"), ('\xDF', "←→↑↓↖↗↙↘←→↑↓↖↗↙↘⇦⇨⇧⇩⇔⇳"), ('\xFB', "✗✓☒☑"));

    private static readonly FrozenDictionary<char, char> Wingdings2 = Map(('\x4F', "✗✓☒☑☒☒"), ('\x97', "●"), ('\xA3', "☐"));

    private static readonly FrozenDictionary<char, char> Webdings = Map(('\x61', "✓"), ('\x63', "☐"), ('\x67', "■"), ('\x6E', "●"), ('\x72', "✗"));

    private static readonly FrozenDictionary<string, FrozenDictionary<char, char>> Fonts = new Dictionary<string, FrozenDictionary<char, char>>
    {
        ["Symbol"] = Map((' ', SymbolLow), ('\xA0', SymbolHigh)),
        ["Wingdings"] = Wingdings,
        ["Wingdings 2"] = Wingdings2,
        ["Webdings"] = Webdings,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static bool IsKnown(string? font) => font is not null && Fonts.ContainsKey(font);

    /// <summary>Returns the text as the font shows it; unchanged for fonts with letters.</summary>
    /// <param name="text">The text of a run.</param>
    /// <param name="font">The font; null if the run does not name one.</param>
    /// <param name="onlyMoved">True if the font is set for symbols only, which Office moves to U+F000 and up.</param>
    public static string Show(string text, string? font, bool onlyMoved = false)
    {
        if (font is null || !Fonts.TryGetValue(font, out FrozenDictionary<char, char>? signs))
        {
            return text;
        }

        StringBuilder shown = new(text.Length);
        foreach (char character in text)
        {
            bool isMoved = character is >= '\uF000' and <= '\uF0FF';
            char code = isMoved ? (char)(character - '\uF000') : character;
            bool isSign = (isMoved || !onlyMoved) && code is > ' ' and <= '\xFF' && !char.IsWhiteSpace(code);
            shown.Append(isSign ? signs.GetValueOrDefault(code, Unknown) : code);
        }

        return shown.ToString();
    }

    private static FrozenDictionary<char, char> Map(params (char First, string Signs)[] runs) =>
        runs.SelectMany(run => run.Signs.Select((sign, index) => KeyValuePair.Create((char)(run.First + index), sign))).ToFrozenDictionary();
}
