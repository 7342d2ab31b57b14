using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Citations;

/// <summary>
/// Parses the quotations <c>&lt;q&gt;…&lt;/q&gt;</c> that a model writes after its claims. Tags are case-insensitive and may
/// contain spaces and attributes; <c>&lt;q/&gt;</c> closes. A quotation ends at the next tag, so nested quotations are
/// separate ones. A quotation without a closing tag ends with its line. If another opening tag follows in that line, the first is no
/// quotation; otherwise it would swallow the claims in between. A tag with other content, such as <c>&lt;q then r&gt;</c>, counts only if
/// a closing tag follows. Blank quotations, unpaired tags and quotation marks around the words are omitted.
/// </summary>
public static partial class Quotations
{
    private static readonly char[] Around = ['"', '\'', '“', '”', '‘', '’', '«', '»', '「', '」', '『', '』', ' ', '\t', '\r', '\n'];

    /// <summary>Splits a text into its claims and its quotations, in order.</summary>
    /// <param name="isFinished">True if the end of the text may end a quotation; false if the text may be cut off there, and the open quotation is omitted.</param>
    public static IReadOnlyList<(string Text, bool IsQuotation)> Parse(string text, bool isFinished)
    {
        string whole = isFinished ? text : DropOpen(text);
        List<Tag> tags = TagsOf(whole);
        List<(string Text, bool IsQuotation)> pieces = [];
        int from = 0;
        for (int index = 0; index < tags.Count; index++)
        {
            Tag tag = tags[index];
            Add(whole[from..tag.Index], isQuotation: false);
            from = tag.End;
            int next = index + 1 < tags.Count ? tags[index + 1].Index : whole.Length;
            int end = tag.IsClosed ? next : EndOfLine(whole, from);
            if (tag.IsOpening && end <= next)
            {
                Add(whole[from..end].Trim(Around), isQuotation: true);
                from = end;
            }
        }

        Add(whole[from..], isQuotation: false);
        return pieces;

        void Add(string piece, bool isQuotation) => pieces.AddRange(piece.Length > 0 ? [(piece, isQuotation)] : []);
    }

    /// <summary>Returns the claims of an unfinished text, without its quotations.</summary>
    public static string Hide(string text) => string.Concat(Parse(text, isFinished: false).Where(piece => !piece.IsQuotation).Select(piece => piece.Text));

    /// <summary>Returns a text without the unfinished quotation or tag at its end.</summary>
    public static string DropOpen(string text)
    {
        string whole = TagAtEnd().Replace(text, "");
        return TagsOf(whole) is [.., { IsOpening: true } last] && EndOfLine(whole, last.End) == whole.Length ? whole[..last.Index].TrimEnd() : whole;
    }

    private static List<Tag> TagsOf(string text)
    {
        List<Tag> tags = [];
        Stack<int> open = [];
        foreach (ValueMatch match in AnyTag().EnumerateMatches(text))
        {
            ReadOnlySpan<char> tag = text.AsSpan(match.Index, match.Length);
            bool hasAttributes = tag.Contains('=');
            bool isOpening = tag[1] != '/' && (tag[^2] != '/' || hasAttributes);
            if (isOpening)
            {
                open.Push(tags.Count);
            }
            else if (open.TryPop(out int opened))
            {
                tags[opened] = tags[opened] with { IsClosed = true };
            }

            tags.Add(new Tag(match.Index, match.Index + match.Length, isOpening, IsClosed: false, IsSure: hasAttributes || tag[2..^1].IsWhiteSpace()));
        }

        tags.RemoveAll(tag => tag is { IsOpening: true, IsClosed: false, IsSure: false });
        return tags;
    }

    private static int EndOfLine(string text, int from) => text.IndexOf('\n', from) is >= 0 and int end ? end : text.Length;

    [GeneratedRegex(@"</?q(?:\s[^<>\n]*)?/?>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AnyTag();

    [GeneratedRegex(@"</?(?:q(?:\s[^<>\n]*)?/?)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TagAtEnd();

    private readonly record struct Tag(int Index, int End, bool IsOpening, bool IsClosed, bool IsSure);
}
