using System.Globalization;

namespace QwenWebChat.Documents.Citations;

/// <summary>
/// Finds a quotation but for a few letters. Of k + 1 pieces of a pattern with at most k edits, one is left whole (Baeza-Yates
/// and Perleberg 1992): each is searched for, and the place around it compared by <see cref="EditDistance"/>.
/// </summary>
internal sealed class CloseQuotes(NormalisedText text)
{
    private const int Shortest = 20;

    // A character of Chinese says as much as a short word.
    private const int ShortestIdeographic = 10;
    private const int Longest = 4_000;
    private const int EditShare = 10;

    // About a tenth of a second: text that repeats itself has no end of places.
    private const long MostWork = 40_000_000;

    /// <param name="from">Where in the normalised text it is looked for.</param>
    /// <returns>The place with the fewest edits, in the normalised text.</returns>
    public (int Start, int Length)? Find(string needle, int from, int to)
    {
        if (needle.Length > Longest || needle.Length < (IsIdeographic(needle) ? ShortestIdeographic : Shortest))
        {
            return null;
        }

        ReadOnlySpan<char> characters = text.Characters[from..to];
        int mostEdits = needle.Length / EditShare;
        int pieceCount = mostEdits + 1;
        EditDistance distance = new();
        (int Start, int Length, int Edits)? best = null;
        for (int piece = 0; piece < pieceCount && distance.Work < MostWork && best is not { Edits: 0 }; piece++)
        {
            int offset = (int)((long)needle.Length * piece / pieceCount);
            int end = (int)((long)needle.Length * (piece + 1) / pieceCount);
            best = FindAround(needle, offset, end - offset, characters, distance, (best?.Edits - 1) ?? mostEdits, best);
        }

        return best is { } found ? (from + found.Start, found.Length) : null;
    }

    private static (int Start, int Length, int Edits)? FindAround(
        string needle, int offset, int length, ReadOnlySpan<char> characters, EditDistance distance, int mostEdits, (int Start, int Length, int Edits)? best)
    {
        ReadOnlySpan<char> piece = needle.AsSpan(offset, length);
        for (int from = 0; distance.Work < MostWork && mostEdits >= 0;)
        {
            int at = characters[from..].IndexOf(piece, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            from += at + 1;
            int start = Math.Max(0, from - 1 - offset - mostEdits);
            int end = Math.Min(characters.Length, from - 1 - offset + needle.Length + mostEdits);
            if (end > start && distance.Find(needle, characters[start..end], mostEdits) is { } found)
            {
                best = (start + found.Start, found.Length, found.Edits);
                mostEdits = found.Edits - 1;
            }
        }

        return best;
    }

    private static bool IsIdeographic(string needle) =>
        needle.Count(character => CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.OtherLetter) * 2 > needle.Length;
}
