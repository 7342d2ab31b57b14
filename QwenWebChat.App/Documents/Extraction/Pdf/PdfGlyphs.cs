using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>The characters of a page that can be seen, by the direction in which they are written.</summary>
internal static class PdfGlyphs
{
    // Smaller ones are there for search engines, not for readers.
    private const double SmallestSize = 1.5;

    /// <summary>Upright text first. Slanted text is left out where there is other: watermarks are.</summary>
    public static IEnumerable<List<PdfGlyph?>> ByDirection(Page page)
    {
        ILookup<TextOrientation, Letter> letters = page.Letters.ToLookup(letter => letter.TextOrientation);
        TextOrientation[] directions = [TextOrientation.Horizontal, TextOrientation.Rotate90, TextOrientation.Rotate180, TextOrientation.Rotate270];
        foreach (TextOrientation direction in directions)
        {
            if (letters.Contains(direction))
            {
                yield return Upright(letters[direction], direction);
            }
        }

        if (letters.Count == 1 && letters.Contains(TextOrientation.Other))
        {
            yield return Upright(letters[TextOrientation.Other], TextOrientation.Horizontal);
        }
    }

    // Null stands for a space.
    private static List<PdfGlyph?> Upright(IEnumerable<Letter> letters, TextOrientation direction)
    {
        List<PdfGlyph?> glyphs = [];
        HashSet<(string Text, int X, int Y)> seen = [];
        foreach (Letter letter in letters)
        {
            if (string.IsNullOrWhiteSpace(letter.Value))
            {
                glyphs.Add(null);
                continue;
            }

            (double left, double baseline) = Turn(letter.StartBaseLine, direction);
            (double right, _) = Turn(letter.EndBaseLine, direction);
            double size = Math.Abs(letter.PointSize);
            if (size >= SmallestSize && double.IsFinite(left + right + baseline + size) && !IsRepeated(seen, letter.Value, left, baseline))
            {
                glyphs.Add(new PdfGlyph(Expand(letter), left, Math.Max(left, right), baseline, size, IsBold(letter), letter.TextSequence));
            }
        }

        return glyphs;
    }

    private static (double X, double Y) Turn(PdfPoint point, TextOrientation direction) => direction switch
    {
        TextOrientation.Rotate90 => (-point.Y, point.X),
        TextOrientation.Rotate180 => (-point.X, -point.Y),
        TextOrientation.Rotate270 => (point.Y, -point.X),
        _ => (point.X, point.Y),
    };

    // Bold print and shadows are made by writing twice, a hair apart.
    private static bool IsRepeated(HashSet<(string Text, int X, int Y)> seen, string text, double left, double baseline)
    {
        int x = (int)Math.Clamp(left * 2, int.MinValue / 2, int.MaxValue / 2);
        int y = (int)Math.Clamp(baseline * 2, int.MinValue / 2, int.MaxValue / 2);
        return seen.Contains((text, x - 1, y)) || seen.Contains((text, x + 1, y)) || !seen.Add((text, x, y));
    }

    // Ligatures belong to the font, not to the text, and characters of private use mean something in their own font only.
    private static string Expand(Letter letter) => letter.Value switch
    {
        "\uFB00" => "ff",
        "\uFB01" => "fi",
        "\uFB02" => "fl",
        "\uFB03" => "ffi",
        "\uFB04" => "ffl",
        "\uFB05" or "\uFB06" => "st",
        // A glyph of several letters is read like a piece of its line.
        [var first, ..] value when RightToLeft.IsLetter(first) => RightToLeft.Reversed(value.Normalize(NormalizationForm.FormKC)),
        [>= '\uE000' and <= '\uF8FF'] when IsSymbolFont(letter.FontName) => "•",
        _ => letter.Value,
    };

    private static bool IsSymbolFont(string? name) =>
        name is not null && (name.Contains("Symbol", StringComparison.OrdinalIgnoreCase) || name.Contains("dings", StringComparison.OrdinalIgnoreCase) || name.Contains("dingbats", StringComparison.OrdinalIgnoreCase));

    private static bool IsBold(Letter letter) =>
        letter.FontDetails is { IsBold: true } || (letter.FontName is { } name && (name.Contains("Bold", StringComparison.OrdinalIgnoreCase) || name.Contains("Black", StringComparison.OrdinalIgnoreCase)));
}
