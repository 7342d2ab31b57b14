using System.Globalization;
using System.Text;

namespace QwenWebChat.Documents.Unicode;

/// <summary>Folds a character with its combining marks for comparing quotations and searches: NFKC, without case.</summary>
public static class CharacterFolding
{
    private const int MaxSegmentLength = 32;
    private const char FirstMark = '\u0300';

    // Filled on demand for single characters. Two threads may compute the same one.
    private static readonly string?[] Folded = new string?[0x10000];

    /// <summary>Returns the number of code units of the character that begins at an index.</summary>
    public static int SegmentLength(ReadOnlySpan<char> text, int index)
    {
        int end = index + (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? 2 : 1);
        while (end < text.Length && text[end] >= FirstMark && end - index < MaxSegmentLength && Joins(text[end]))
        {
            end++;
        }

        return end - index;
    }

    /// <summary>Returns the start of the character that a code unit belongs to.</summary>
    public static int SegmentStart(ReadOnlySpan<char> text, int index)
    {
        while (index > 0 && index < text.Length && (Joins(text[index]) || (char.IsLowSurrogate(text[index]) && char.IsHighSurrogate(text[index - 1]))))
        {
            index--;
        }

        return index;
    }

    /// <summary>Returns a folded segment; the unchanged text if it is not valid Unicode.</summary>
    public static string Fold(ReadOnlySpan<char> segment) => segment.Length == 1 ? Folded[segment[0]] ??= FoldAny(segment) : FoldAny(segment);

    private static string FoldAny(ReadOnlySpan<char> segment)
    {
        string text = segment.ToString();
        try
        {
            text = text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair, or an invalid code point.
            return text;
        }

        StringBuilder folded = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            // To upper case and back: the variants of one capital (σ and ς, i and ı) become the same.
            folded.Append(Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).ToString());
        }

        return folded.ToString();
    }

    // Combining marks, the later letters of a Hangul syllable, and the voicing marks of half-width kana.
    private static bool Joins(char character) =>
        character is (>= '\u1160' and <= '\u11FF') or '\uFF9E' or '\uFF9F'
        || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
