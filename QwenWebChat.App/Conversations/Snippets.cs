using QwenWebChat.Documents.Unicode;

namespace QwenWebChat.App.Conversations;

/// <summary>Cuts out the part of a text that shows a match.</summary>
internal static class Snippets
{
    private const int Before = 40;
    private const int Length = 160;

    /// <summary>
    /// Returns one line of text around the first match, every match in it, and the start of the first match in the text.
    /// </summary>
    /// <param name="words">The words, folded (<see cref="FoldedText"/>).</param>
    public static (string Snippet, IReadOnlyList<TextRange> Matches, int MatchStart) Cut(string text, IReadOnlyList<string> words)
    {
        FoldedText folded = new(text);
        TextRange first = words.SelectMany(word => Find(folded, word).Take(1)).OrderBy(range => range.Start).FirstOrDefault();
        int start = CharacterFolding.SegmentStart(text, Math.Max(0, first.Start - Before));
        int end = CharacterFolding.SegmentStart(text, Math.Min(text.Length, start + Length));
        string opening = start > 0 ? "…" : "";
        string piece = text[start..end];
        string snippet = opening + piece.Replace('\r', ' ').Replace('\n', ' ').Replace('\t', ' ') + (end < text.Length ? "…" : "");
        FoldedText shown = new(piece);
        return (snippet, Join(words.SelectMany(word => Find(shown, word)).Select(range => range with { Start = range.Start + opening.Length })), first.Start);
    }

    /// <summary>Finds a word in the original text.</summary>
    private static IEnumerable<TextRange> Find(FoldedText text, string word)
    {
        for (int at = 0; (at = text.Text.IndexOf(word, at, StringComparison.Ordinal)) >= 0; at += word.Length)
        {
            (int start, int end) = text.SourceOf(at, word.Length);
            yield return new TextRange(start, end - start);
        }
    }

    /// <summary>Sorts ranges and joins those that overlap or touch.</summary>
    private static List<TextRange> Join(IEnumerable<TextRange> found)
    {
        List<TextRange> apart = [];
        foreach (TextRange range in found.OrderBy(range => range.Start))
        {
            if (apart.Count > 0 && apart[^1].End >= range.Start)
            {
                apart[^1] = apart[^1] with { Length = Math.Max(apart[^1].End, range.End) - apart[^1].Start };
            }
            else
            {
                apart.Add(range);
            }
        }

        return apart;
    }
}
