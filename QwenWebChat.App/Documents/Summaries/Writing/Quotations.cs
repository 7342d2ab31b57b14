using System.Globalization;
using System.Text.RegularExpressions;

namespace QwenWebChat.App.Documents.Summaries.Writing;

/// <summary>The quotations <c>&lt;q&gt;…&lt;/q&gt;</c> that the model writes behind its claims.</summary>
internal static partial class Quotations
{
    private static readonly char[] Around = ['"', '\'', '“', '”', '‘', '’', '«', '»', '「', '」', '『', '』', ' ', '\t', '\n'];

    /// <summary>Cuts the quotations out, and puts <c>[n]</c> in their place. Numbers in brackets that were there before go: they would refer to nothing.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="quotes">The words in the order of their numbers; the same words have one number.</param>
    public static string Number(string text, int first, out IReadOnlyList<string> quotes)
    {
        List<string> found = [];
        // Those within quotations stay, and so both are done in one pass: first the text between, then the quotation.
        string numbered = string.Concat(Pieces(DropOpen(text)).Select(piece => piece.IsQuote ? Mark(piece.Text) : CitationMarks.Remove(piece.Text)));
        quotes = found;
        return Tag().Replace(numbered, "").Trim();

        string Mark(string words)
        {
            string quote = words.Trim(Around);
            if (quote.Length == 0)
            {
                return "";
            }

            int place = found.IndexOf(quote);
            if (place < 0)
            {
                place = found.Count;
                found.Add(quote);
            }

            return string.Create(CultureInfo.InvariantCulture, $"[{first + place}]");
        }
    }

    /// <summary>What of a text that is being written can be shown: the claims without the quotations.</summary>
    public static string Hide(string text) => Tag().Replace(Quote().Replace(DropOpen(text), ""), "");

    /// <summary>Without a quotation at the end that was cut off.</summary>
    public static string DropOpen(string text) => OpenAtEnd().Replace(text, "");

    private static IEnumerable<(string Text, bool IsQuote)> Pieces(string text)
    {
        int from = 0;
        foreach (Match match in Quote().Matches(text))
        {
            yield return (text[from..match.Index], false);
            yield return (match.Groups[1].Value, true);
            from = match.Index + match.Length;
        }

        yield return (text[from..], false);
    }

    // From the last opening before the closing: one that is never closed does not swallow the claims after it.
    [GeneratedRegex(@"<q\b[^<>]*>((?:(?!<q\b).)*?)</q\s*>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Quote();

    // Cut off within a quotation or its tag.
    [GeneratedRegex(@"\s*<(?:q\b(?:(?!</q).)*|/?q?)\z", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex OpenAtEnd();

    [GeneratedRegex(@"</?q\b[^<>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();
}
