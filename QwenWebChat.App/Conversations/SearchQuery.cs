using System.Text;
using System.Text.Json;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// What a user typed, as words that must all be found, each anywhere in a text. A word of three and more characters goes to
/// the trigram index, a shorter one (most of Chinese) is looked for in the text. Nothing in it is an operator.
/// </summary>
internal sealed class SearchQuery
{
    private const int IndexedLength = 3;
    private const int MaxWords = 16;
    private const int MaxWordLength = 200;

    private SearchQuery(string[] words)
    {
        Words = words;
        IndexExpression = string.Join(" AND ", words.Where(IsIndexed).Select(word => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        ShortPatterns = JsonSerializer.Serialize(words.Where(word => !IsIndexed(word)).Select(Pattern));
    }

    public IReadOnlyList<string> Words { get; }

    /// <summary>For FTS5's MATCH: quoted strings; empty where every word is short.</summary>
    public string IndexExpression { get; }

    /// <summary>LIKE patterns of the short words, as a JSON array; the escape is a backslash.</summary>
    public string ShortPatterns { get; }


    /// <summary>Null where nothing is asked for.</summary>
    public static SearchQuery? Parse(string text)
    {
        string[] words = [.. text.Replace('\0', ' ')
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(Shorten)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(MaxWords)];
        return words.Length == 0 ? null : new SearchQuery(words);
    }

    private static string Shorten(string word) => word.Length > MaxWordLength ? word[..(char.IsHighSurrogate(word[MaxWordLength - 1]) ? MaxWordLength - 1 : MaxWordLength)] : word;

    // As the tokenizer counts: in code points.
    private static bool IsIndexed(string word) => word.EnumerateRunes().Take(IndexedLength).Count() == IndexedLength;

    private static string Pattern(string word)
    {
        StringBuilder pattern = new("%", word.Length + 4);
        foreach (char character in word)
        {
            if (character is '%' or '_' or '\\')
            {
                pattern.Append('\\');
            }

            pattern.Append(character);
        }

        return pattern.Append('%').ToString();
    }
}
