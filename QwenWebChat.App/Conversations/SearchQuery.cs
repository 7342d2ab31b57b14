using System.Text.Json;
using QwenWebChat.Documents.Unicode;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// What a user typed, as words that must all be found, each anywhere in a text. The trigram index finds a word of three and
/// more characters by itself. Nothing in it is an operator.
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

    /// <summary>Folded, as the index is (<see cref="FoldedText"/>).</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Of three characters and more.</summary>
    public IReadOnlyList<string> LongWords { get; }

    /// <summary>Of one or two characters, as most words of Chinese are.</summary>
    public IReadOnlyList<string> ShortWords { get; }

    /// <summary>A string of FTS5's query language, in which nothing has a meaning.</summary>
    public static string Quote(string word) => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The words as a JSON array.</summary>
    public static string Json(IEnumerable<string> words) => JsonSerializer.Serialize(words);

    /// <summary>Null where nothing is asked for.</summary>
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

    // As the tokenizer counts: in code points.
    private static bool IsLong(string word) => word.EnumerateRunes().Take(IndexedLength).Count() == IndexedLength;
}
