using System.Globalization;
using System.Text;

namespace QwenWebChat.ReadingBench;

/// <summary>
/// Splits texts into words for a comparison: runs of letters, marks and digits, folded by NFKC and case. Each Chinese,
/// Japanese or Korean character counts as a word, because these languages do not separate words by spaces.
/// </summary>
internal static class TextWords
{
    public static List<string> Of(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        foreach (Rune character in Fold(text).EnumerateRunes())
        {
            if (IsEastAsian(character) && Rune.IsLetterOrDigit(character))
            {
                End(word, words);
                words.Add(character.ToString());
            }
            else if (Rune.IsLetterOrDigit(character) || IsMark(character))
            {
                word.Append(character.ToString());
            }
            else if (Rune.GetUnicodeCategory(character) != UnicodeCategory.Format)
            {
                End(word, words);
            }
        }

        End(word, words);
        return words;
    }

    // Unpaired surrogates cannot be normalized; converting to UTF-8 and back replaces them.
    private static string Fold(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    private static void End(StringBuilder word, List<string> words)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }

    private static bool IsMark(Rune character) => Rune.GetUnicodeCategory(character)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsEastAsian(Rune character) => character.Value
        is (>= 0x2E80 and <= 0x9FFF) or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7FF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
