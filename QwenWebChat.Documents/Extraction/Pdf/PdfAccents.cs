using System.Text;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Combines letters with accents drawn over them, as TeX and old typesetting programs draw them.</summary>
internal static class PdfAccents
{
    // In units of the font size.
    private const double MaxHeight = 0.6;

    /// <summary>Returns the same characters, with "¨" and "o" in one place combined to "ö".</summary>
    public static IEnumerable<PdfGlyph?> Combined(List<PdfGlyph?> glyphs)
    {
        for (int index = 0; index < glyphs.Count; index++)
        {
            PdfGlyph? next = index + 1 < glyphs.Count ? glyphs[index + 1] : null;
            if (glyphs[index] is { } one && next is { } other && Combine(one, other) is { } whole)
            {
                yield return whole;
                index++;
            }
            else
            {
                yield return glyphs[index];
            }
        }
    }

    private static PdfGlyph? Combine(PdfGlyph one, PdfGlyph other) =>
        Mark(one.Text) is { } before && IsOver(one, other) ? other with { Text = Composed(other.Text, before), Operation = one.Operation }
        : Mark(other.Text) is { } after && IsOver(other, one) ? one with { Text = Composed(one.Text, after) }
        : null;

    private static bool IsOver(PdfGlyph accent, PdfGlyph letter)
    {
        double center = (accent.Left + accent.Right) / 2;
        return letter.Text.Length == 1 && char.IsLetter(letter.Text[0]) && Mark(letter.Text) is null
            && center > letter.Left && center < letter.Right
            && Math.Abs(accent.Baseline - letter.Baseline) < MaxHeight * letter.Size;
    }

    // On a dotless letter, the accent replaces the dot.
    private static string Composed(string letter, char mark) =>
        ((letter == "\u0131" ? "i" : letter) + mark).Normalize(NormalizationForm.FormC);

    // The combining mark of a spacing accent.
    private static char? Mark(string text) => text switch
    {
        "`" or "\u02CB" => '\u0300',
        "\u00B4" or "\u02CA" => '\u0301',
        "^" or "\u02C6" => '\u0302',
        "~" or "\u02DC" => '\u0303',
        "\u00AF" or "\u02C9" => '\u0304',
        "\u02D8" => '\u0306',
        "\u02D9" => '\u0307',
        "\u00A8" => '\u0308',
        "\u02DA" => '\u030A',
        "\u02DD" => '\u030B',
        "\u02C7" => '\u030C',
        "\u00B8" => '\u0327',
        "\u02DB" => '\u0328',
        _ => null,
    };
}
