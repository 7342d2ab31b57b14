using System.Globalization;

namespace QwenWebChat.Documents.Citations;

/// <summary>
/// Finds a quotation with a few differing letters. If a pattern with at most k edits is split into k + 1 pieces, one piece
/// is unchanged (Baeza-Yates and Perleberg 1992): each piece is searched for, and <see cref="EditDistance"/> compares the text around it.
/// </summary>
internal sealed class CloseQuotes(NormalisedText text)
{
    private const int MinLength = 20;

    // A Chinese character carries as much information as a short word.
    private const int MinIdeographicLength = 10;
    private const int MaxLength = 4_000;
    private const int EditShare = 10;

    // About a tenth of a second: repetitive text has a very large number of candidate places.
    private const long MaxWork = 40_000_000;

    /// <param name="from">The first offset in the normalised text that is searched.</param>
    /// <returns>The place with the fewest edits, in the normalised text.</returns>
    public (int Start, int Length)? Find(string needle, int from, int to)
    {
        if (needle.Length > MaxLength || needle.Length < (IsIdeographic(needle) ? MinIdeographicLength : MinLength))
        {
            return null;
        }

        ReadOnlySpan<char> characters = text.Characters[from..to];
        int maxEdits = needle.Length / EditShare;
        int pieceCount = maxEdits + 1;
        EditDistance distance = new();
        (int Start, int Length, int Edits)? best = null;
        for (int piece = 0; piece < pieceCount && distance.Work < MaxWork && best is not { Edits: 0 }; piece++)
        {
            int offset = (int)((long)needle.Length * piece / pieceCount);
            int end = (int)((long)needle.Length * (piece + 1) / pieceCount);
            best = FindAround(needle, offset, end - offset, characters, distance, (best?.Edits - 1) ?? maxEdits, best);
        }

        return best is { } found ? (from + found.Start, found.Length) : null;
    }

    private static (int Start, int Length, int Edits)? FindAround(
        string needle, int offset, int length, ReadOnlySpan<char> characters, EditDistance distance, int maxEdits, (int Start, int Length, int Edits)? best)
    {
        ReadOnlySpan<char> piece = needle.AsSpan(offset, length);
        for (int from = 0; distance.Work < MaxWork && maxEdits >= 0;)
        {
            int at = characters[from..].IndexOf(piece, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            from += at + 1;
            int start = Math.Max(0, from - 1 - offset - maxEdits);
            int end = Math.Min(characters.Length, from - 1 - offset + needle.Length + maxEdits);
            if (end > start && distance.Find(needle, characters[start..end], maxEdits) is { } found)
            {
                best = (start + found.Start, found.Length, found.Edits);
                maxEdits = found.Edits - 1;
            }
        }

        return best;
    }

    private static bool IsIdeographic(string needle) =>
        needle.Count(character => CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.OtherLetter) * 2 > needle.Length;
}
