using System.Text.RegularExpressions;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>A line that may open or close fenced code, by CommonMark's rules.</summary>
/// <param name="Start">Where its marks begin in the line.</param>
/// <param name="Count">The number of its marks.</param>
/// <param name="QuoteDepth">How many quotations it stands in.</param>
/// <param name="Info">What follows the marks; empty on a line that closes.</param>
internal readonly partial record struct FenceLine(int Start, int Count, char Mark, int QuoteDepth, string Info)
{
    /// <summary>True where the code is Markdown, which may hold fences itself.</summary>
    public bool IsMarkdown => Info.Split(' ', 2)[0].ToUpperInvariant() is "MARKDOWN" or "MD";

    /// <summary>Parses a line; null where it is no fence.</summary>
    public static FenceLine? Of(string text, int start, int end)
    {
        Match match = Pattern().Match(text, start, end - start);
        if (!match.Success)
        {
            return null;
        }

        Group marks = match.Groups["marks"];
        string info = match.Groups["info"].Value.Trim();
        char mark = marks.ValueSpan[0];
        return mark == '`' && info.Contains('`', StringComparison.Ordinal)
            ? null
            : new FenceLine(marks.Index, marks.Length, mark, match.Groups["quotes"].ValueSpan.Count('>'), info);
    }

    /// <summary>Tells whether it is long enough to close the code that another line opened; it closes it where it has no info.</summary>
    public bool Matches(FenceLine opening) => Mark == opening.Mark && Count >= opening.Count && QuoteDepth == opening.QuoteDepth;

    [GeneratedRegex(@"\A(?<quotes>[ \t>]*)(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*(?<marks>`{3,}|~{3,})(?<info>[^\n]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
