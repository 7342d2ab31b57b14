namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Small characters above or below a line, as a range of the text of their segment.</summary>
internal readonly record struct PdfScript(int Start, int End, bool IsRaised)
{
    // In sizes of the line's font. A raised character of the line's own size is written by programs without small ones.
    private const double SmallSize = 0.85;
    private const double LeastRise = 0.15;
    private const double LeastDrop = 0.08;
    private const double LeastFullSizeRise = 0.28;
    private const int LongestUnit = 2;

    /// <summary>Whether a piece that follows a line is above or below it; null if it stands in the line.</summary>
    public static bool? IsRaisedFrom(PdfSegment line, PdfSegment piece)
    {
        double rise = (piece.Baseline - line.Baseline) / line.Size;
        bool isSmall = piece.Size < SmallSize * line.Size;
        return rise > (isSmall ? LeastRise : LeastFullSizeRise) ? true
            : isSmall && rise < -LeastDrop ? false
            : null;
    }

    /// <summary>
    /// What is written before it, so that a number does not become another one: <c>10^6</c>, <c>m^2</c>, <c>10^-9</c>, <c>x^n</c>,
    /// and <c>101_2</c> for a number below. The marks of footnotes follow a word or a sentence and stay as they are, and so do
    /// ordinals (1st, 2e) and the numbers of chemical formulas (CO2). The top of a fraction is parted from the number before it.
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

        return length is > 0 and <= LongestUnit;
    }
}
