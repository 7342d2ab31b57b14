using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Splits text into the words within which Qwen2's merges apply. Source: <c>PRETOKENIZE_REGEX</c> in
/// huggingface/transformers, <c>tokenization_qwen2.py</c>.
/// </summary>
internal static partial class QwenPreTokenizer
{
    // Unicode case folding maps U+017F (long s) to s; .NET's does not.
    private const string Pattern = @"'\u017F|" + TokenizerJson.PublishedPattern;

    // One character for each class that the pattern distinguishes: a letter, a number, any other non-space character.
    // None of them occurs in the pattern itself.
    private const char AnyLetter = '\u4E00';
    private const char AnyNumber = '0';
    private const char AnySymbol = '\u00A4';

    /// <summary>Returns the end of every word in UTF-16 units; the words cover the text without gaps.</summary>
    public static List<int> WordEnds(string text)
    {
        List<int> ends = new(text.Length / 4);
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            foreach (ValueMatch word in Words().EnumerateMatches(text))
            {
                ends.Add(word.Index + word.Length);
            }

            return ends;
        }

        char[] characters = ArrayPool<char>.Shared.Rent(text.Length);
        int end = 0;
        foreach (ValueMatch word in Words().EnumerateMatches(characters.AsSpan(0, OneCharEach(text, characters))))
        {
            for (int i = 0; i < word.Length; i++)
            {
                end += char.IsHighSurrogate(text[end]) ? 2 : 1;
            }

            ends.Add(end);
        }

        ArrayPool<char>.Shared.Return(characters);
        return ends;
    }

    /// <summary>
    /// Writes one UTF-16 unit for each character. .NET matches UTF-16 units, for which both halves of a letter above
    /// U+FFFF are symbols; here a character of the same class replaces the pair.
    /// </summary>
    private static int OneCharEach(string text, Span<char> characters)
    {
        int count = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            characters[count++] = rune.IsBmp ? (char)rune.Value
                : Rune.IsLetter(rune) ? AnyLetter
                : Rune.IsNumber(rune) ? AnyNumber
                : AnySymbol;
        }

        return count;
    }

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
