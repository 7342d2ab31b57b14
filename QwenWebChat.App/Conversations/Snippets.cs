namespace QwenWebChat.App.Conversations;

/// <summary>Cuts the part of a text that shows a match.</summary>
internal static class Snippets
{
    private const int Before = 40;
    private const int Length = 160;

    /// <summary>A piece of one line around the first match, with every match in it, and where the first begins in the text.</summary>
    public static (string Snippet, IReadOnlyList<TextRange> Matches, int MatchStart) Cut(string text, IReadOnlyList<string> words)
    {
        int first = words.Select(word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase)).Where(index => index >= 0).DefaultIfEmpty(0).Min();
        int start = Boundary(text, Math.Max(0, first - Before));
        int end = Boundary(text, Math.Min(text.Length, start + Length));
        string piece = text[start..end].Replace('\r', ' ').Replace('\n', ' ').Replace('\t', ' ');
        string opening = start > 0 ? "…" : "";
        string snippet = opening + piece + (end < text.Length ? "…" : "");
        return (snippet, Find(snippet, words, opening.Length, opening.Length + piece.Length), first);
    }

    /// <summary>Where the words stand, in order; what overlaps or touches is one.</summary>
    private static List<TextRange> Find(string text, IReadOnlyList<string> words, int from, int to)
    {
        List<TextRange> found = [];
        foreach (string word in words)
        {
            for (int at = from; (at = text.IndexOf(word, at, to - at, StringComparison.OrdinalIgnoreCase)) >= 0; at += word.Length)
            {
                found.Add(new TextRange(at, word.Length));
            }
        }

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

    // Never between the halves of a surrogate pair.
    private static int Boundary(string text, int index) => index > 0 && index < text.Length && char.IsLowSurrogate(text[index]) ? index - 1 : index;
}
