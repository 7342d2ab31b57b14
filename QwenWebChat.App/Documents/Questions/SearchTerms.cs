using QwenWebChat.Documents.Unicode;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>
/// Hashes the words of a text (64-bit FNV-1a after <see cref="CharacterFolding"/>): runs of letters and digits, and each pair of
/// neighbouring characters in scripts without spaces between words.
/// </summary>
internal static class SearchTerms
{
    private const ulong Seed = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    public static void Collect(ReadOnlySpan<char> text, List<ulong> terms)
    {
        ulong word = 0;
        char before = '\0';
        int runLength = 0;
        for (int index = 0; index < text.Length;)
        {
            int length = CharacterFolding.SegmentLength(text, index);
            char first = text[index];
            if (IsUnparted(first))
            {
                EndWord(ref word, terms);
                runLength++;
                if (runLength > 1)
                {
                    terms.Add(Mix(Mix(Seed, before), first));
                }

                before = first;
            }
            else
            {
                EndRun(ref runLength, before, terms);
                word = IsWordPart(text.Slice(index, length)) ? Mix(word == 0 ? Seed : word, text.Slice(index, length)) : EndWord(ref word, terms);
            }

            index += length;
        }

        EndWord(ref word, terms);
        EndRun(ref runLength, before, terms);
    }

    public static List<ulong> Of(string text)
    {
        List<ulong> terms = [];
        Collect(text, terms);
        return terms;
    }

    private static ulong EndWord(ref ulong word, List<ulong> terms)
    {
        if (word != 0)
        {
            terms.Add(word);
        }

        return word = 0;
    }

    // A single character is a word.
    private static void EndRun(ref int runLength, char last, List<ulong> terms)
    {
        if (runLength == 1)
        {
            terms.Add(Mix(Seed, last));
        }

        runLength = 0;
    }

    private static ulong Mix(ulong hash, ReadOnlySpan<char> segment)
    {
        if (segment.Length == 1 && char.IsAscii(segment[0]))
        {
            return Mix(hash, char.ToLowerInvariant(segment[0]));
        }

        foreach (char character in CharacterFolding.Fold(segment))
        {
            hash = Mix(hash, character);
        }

        return hash;
    }

    private static ulong Mix(ulong hash, char character) => (hash ^ character) * Prime;

    private static bool IsWordPart(ReadOnlySpan<char> segment) => char.IsLetterOrDigit(segment[0]) || (segment.Length > 1 && char.IsHighSurrogate(segment[0]));

    // Chinese, kana, Hangul; Thai, Lao, Burmese, Khmer.
    private static bool IsUnparted(char character) => character is
        (>= '\u3041' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF')
        or (>= '\u0E01' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF');
}
