using System.Buffers;
using System.Globalization;
using System.Text;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>Distinguishes text from the result of a wrong encoding: symbols within words, capitals after lower-case letters, two scripts in one word.</summary>
internal static class TextPlausibility
{
    private const int SampleLength = 64 << 10;

    // Text in the right encoding has hardly any odd characters, except for formulas and product names.
    private const double DoubtfulShare = 0.15;

    // One odd character alone proves nothing.
    private const int MinOdd = 3;

    private const int Latin = 1;
    private const int EastAsian = 100;

    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private const string Signs =
        "\u00A0\u00A3\u00A7\u00A9\u00AB\u00AE\u00B0\u00B1\u00B2\u00B3\u00B7\u00BB\u00BC\u00BD\u00BE\u2013\u2014\u2018\u2019\u201C\u201D\u2022\u2026\u20AC\u2122";

    private static readonly SearchValues<char> AsciiAndSigns = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(code => (char)code), .. Signs]);

    /// <summary>Returns true if so many characters beyond ASCII are implausible that the encoding was most likely wrong.</summary>
    public static bool IsDoubtful(string text)
    {
        (int odd, int count) = Count(text.AsSpan(0, Math.Min(text.Length, SampleLength)));
        return odd >= MinOdd && odd > count * DoubtfulShare;
    }

    /// <summary>Returns true for UTF-8 that a program decoded as Windows-1252 and encoded as UTF-8 again.</summary>
    public static bool IsEncodedTwice(string text)
    {
        ReadOnlySpan<char> sample = text.AsSpan(0, Math.Min(text.Length, SampleLength));
        byte[] bytes = new byte[sample.Length];
        int length = Windows.GetBytes(sample, bytes);
        return bytes.AsSpan(0, length).Count((byte)0xC3) + bytes.AsSpan(0, length).Count((byte)0xE2) >= MinOdd && EncodingDetector.IsMostlyUtf8(bytes.AsSpan(0, length));
    }

    /// <summary>Returns the share of implausible characters among those beyond ASCII; 0 if there are none.</summary>
    public static double OddShare(ReadOnlySpan<char> text)
    {
        (int odd, int count) = Count(text[..Math.Min(text.Length, SampleLength)]);
        return count == 0 ? 0 : (double)odd / count;
    }

    /// <summary>Returns true if the only characters beyond ASCII are punctuation and signs of English, at plausible positions.</summary>
    public static bool HasOnlySigns(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(AsciiAndSigns) && OddShare(text) == 0;

    private static (int Odd, int Count) Count(ReadOnlySpan<char> text)
    {
        int odd = 0;
        int count = 0;
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] >= '\u0080' && !char.IsLowSurrogate(text[index]))
            {
                count++;
                odd += IsOdd(text[index], index > 0 ? text[index - 1] : ' ', index + 1 < text.Length ? text[index + 1] : ' ') ? 1 : 0;
            }
        }

        return (odd, count);
    }

    private static bool IsOdd(char character, char before, char after)
    {
        if (character is '\uFFFD' || (char.IsControl(character) && character != '\u0085'))
        {
            return true;
        }

        if (char.IsLetter(character))
        {
            return (IsAccented(character) && IsAccented(before) && IsAccented(after))
                || (char.IsUpper(character) && char.IsLower(before))
                || IsOtherScript(character, before)
                || IsOtherScript(character, after);
        }

        return char.GetUnicodeCategory(character) switch
        {
            UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse => true,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Surrogate or UnicodeCategory.Format => false,
            // The apostrophe, the dashes, the middle dots and the full-width forms occur between letters.
            _ => character is not ('\u2019' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u00B7' or '\u30FB' or '\u00A0' or '\u2026')
                && Script(before) is > 0 and < EastAsian && Script(after) is > 0 and < EastAsian,
        };
    }

    private static bool IsAccented(char character) => character >= '\u0080' && Script(character) == Latin;

    private static bool IsOtherScript(char character, char neighbour)
    {
        int script = Script(character);
        int other = Script(neighbour);
        return script != other && script > 0 && other > 0 && !(script >= EastAsian && other == Latin) && !(script == Latin && other >= EastAsian);
    }

    private static int Script(char character) => !char.IsLetter(character) ? 0 : character switch
    {
        '\u00AA' or '\u00BA' or '\u00B5' => 0,
        < '\u0250' or (>= '\u1E00' and < '\u1F00') => Latin,
        >= '\u0370' and < '\u0400' or >= '\u1F00' and < '\u2000' => 2,
        >= '\u0400' and < '\u0530' => 3,
        >= '\u0590' and < '\u0600' => 4,
        >= '\u0600' and < '\u0780' => 5,
        >= '\u0E00' and < '\u0E80' => 6,
        >= '\uAC00' and < '\uD7B0' => EastAsian + 1,
        >= '\uFF66' and < '\uFFA0' => EastAsian + 2,
        >= '\u2E80' and < '\uA000' => EastAsian,
        _ => 0,
    };
}
