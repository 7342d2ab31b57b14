using System.Text.Json;
using QwenWebChat.Documents.Unicode;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// A user's search text, as words that must all be found, each anywhere in a text. The trigram index finds words of three
/// and more characters itself. The text has no operators.
/// </summary>
internal sealed class SearchQuery
{
    private const int IndexedLength = 3;
    private const int MaxWords = 16;
    private const int MaxWordLength = 200;

    private SearchQuery(string[] words)
    {
        Words = words;
        LongWords = [.. words.Where(IsLong)];
        ShortWords = [.. words.Where(word => !IsLong(word))];
    }

    /// <summary>The words, folded as in the index (<see cref="FoldedText"/>).</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The words of three and more characters.</summary>
    public IReadOnlyList<string> LongWords { get; }

    /// <summary>The words of one or two characters, such as most Chinese words.</summary>
    public IReadOnlyList<string> ShortWords { get; }

    /// <summary>Quotes a word as a string of FTS5's query language, without operators.</summary>
    public static string Quote(string word) => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Formats the words as a JSON array.</summary>
    public static string Json(IEnumerable<string> words) => JsonSerializer.Serialize(words);

    /// <summary>Parses a search text; null if it has no words.</summary>
    public static SearchQuery? Parse(string text)
    {
        string[] words = [.. text.Replace('\0', ' ')
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => FoldedText.Fold(Shorten(word)))
            .Distinct()
            .Take(MaxWords)];
        return words.Length == 0 ? null : new SearchQuery(words);
    }

    private static string Shorten(string word) => word.Length > MaxWordLength ? word[..(char.IsHighSurrogate(word[MaxWordLength - 1]) ? MaxWordLength - 1 : MaxWordLength)] : word;

    // Counts in code points, as the tokenizer does.
    private static bool IsLong(string word) => word.EnumerateRunes().Take(IndexedLength).Count() == IndexedLength;
}
