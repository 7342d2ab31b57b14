namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Superscript or subscript, as a range of the text of its segment.</summary>
internal readonly record struct PdfScript(int Start, int End, bool IsRaised)
{
    // In units of the line's font size. Programs without small characters raise characters of the line's own size.
    private const double SmallSize = 0.85;
    private const double MinRise = 0.15;
    private const double MinDrop = 0.08;
    private const double MinFullSizeRise = 0.28;
    private const int MaxUnitLength = 2;

    /// <summary>Returns true for superscript after a line, false for subscript; null if the piece is on the baseline.</summary>
    public static bool? IsRaisedFrom(PdfSegment line, PdfSegment piece)
    {
        double rise = (piece.Baseline - line.Baseline) / line.Size;
        bool isSmall = piece.Size < SmallSize * line.Size;
        return rise > (isSmall ? MinRise : MinFullSizeRise) ? true
            : isSmall && rise < -MinDrop ? false
            : null;
    }

    /// <summary>
    /// Returns the sign that precedes it, so that a number does not become another one: <c>10^6</c>, <c>m^2</c>, <c>10^-9</c>,
    /// <c>x^n</c>, and <c>101_2</c> for a subscript number. Footnote marks follow a word or a sentence and stay unchanged, like
    /// ordinals (1st, 2e) and the numbers of chemical formulas (CO2). The numerator of a fraction is separated from the number before it.
    /// </summary>
    public string Mark(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> before = text[..Start].TrimEnd(' ');
        ReadOnlySpan<char> script = text[Start..End].TrimStart(' ');
        if (before.Length != Start || script.IsEmpty)
        {
            return "";
        }

        bool followsNumber = before.Length > 0 && char.IsAsciiDigit(before[^1]);
        if (!IsRaised)
        {
            return followsNumber && char.IsAsciiDigit(script[0]) ? "_" : "";
        }

        if (followsNumber && End < text.Length && text[End] is '/' or '\u2044' or '\u2215')
        {
            return " ";
        }

        return IsExponent(before, script, followsNumber) ? "^" : "";
    }

    private static bool IsExponent(ReadOnlySpan<char> before, ReadOnlySpan<char> script, bool followsNumber)
    {
        bool isSigned = script.Length > 1 && script[0] is '-' or '+' or '\u2212' or '\u2013';
        char first = isSigned ? script[1] : script[0];
        bool isBase = followsNumber || before is [.., ')' or ']'] || IsUnit(before);
        return char.IsAsciiDigit(first) ? isBase || (isSigned && before is [.., var last] && char.IsLetter(last))
            // The letters of ordinals: 1o, 2a, 3e.
            : script.Length == (isSigned ? 2 : 1) && char.IsAsciiLetter(first) && first is not ('a' or 'e' or 'o') && isBase;
    }

    // A word of one or two letters, or of letters and digits: m, km, x, SO4.
    private static bool IsUnit(ReadOnlySpan<char> before)
    {
        int length = 0;
        while (length < before.Length && char.IsLetter(before[^(length + 1)]))
        {
            length++;
        }

        return length is > 0 and <= MaxUnitLength;
    }
}
