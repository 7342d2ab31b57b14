using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>An answer whose quotations stand beside it.</summary>
/// <param name="Markdown">In which <c>[n]</c> refers to the quotation of that number; brackets of the answer's own are escaped.</param>
/// <param name="Quotes">In the order of their numbers.</param>
public sealed partial record CitedText(string Markdown, IReadOnlyList<CitedQuote> Quotes)
{
    private static readonly string[] Begun = ["<", "<q", "</", "</q"];

    /// <param name="isFinished">False while it is being written: a quotation that has only begun is not shown.</param>
    internal static CitedText Parse(string answer, QuoteLookup lookup, bool isFinished)
    {
        StringBuilder markdown = new(answer.Length);
        List<CitedQuote> quotes = [];
        string text = isFinished ? answer : answer[..WholeLength(answer)];
        int position = 0;
        while (Mark().Match(text, position) is { Success: true } mark)
        {
            markdown.Append(Escape(text[position..mark.Index]));
            position = mark.Index + mark.Length;
            if (mark.Value[1] == '/')
            {
                continue;
            }

            int end = EndOf(text, position, isFinished);
            if (end < 0)
            {
                position = text.Length;
                break;
            }

            string quote = text[position..end].Trim();
            position = end;
            if (quote.Length > 0)
            {
                Refer(markdown, quote, NumberOf(quote, quotes, lookup));
            }
        }

        markdown.Append(Escape(text[position..]));
        return new CitedText(markdown.ToString().TrimEnd(' '), quotes);
    }

    // Where the next mark is, else the line ends: an answer may be cut off, or forget to close. Negative where it may go on.
    private static int EndOf(string text, int from, bool isFinished)
    {
        if (Mark().Match(text, from) is { Success: true } mark)
        {
            return mark.Index;
        }

        int line = text.IndexOf('\n', from);
        return isFinished ? (line < 0 ? text.Length : line) : -1;
    }

    private static int NumberOf(string quote, List<CitedQuote> quotes, QuoteLookup lookup)
    {
        (Guid DocumentId, QuoteMatch Match)? found = lookup.Find(quote);
        foreach (CitedQuote present in quotes)
        {
            if (present.Text == quote || (found is { } place && present.DocumentId == place.DocumentId && (present.Match!.Start, present.Match.Length) == (place.Match.Start, place.Match.Length)))
            {
                return present.Number;
            }
        }

        quotes.Add(new CitedQuote(quotes.Count + 1, quote, found?.DocumentId, found?.Match));
        return quotes.Count;
    }

    // Words that stand for themselves, in place of a claim, are shown; others only by their number.
    private static void Refer(StringBuilder markdown, string quote, int number)
    {
        string reference = string.Create(CultureInfo.InvariantCulture, $"[{number}]");
        markdown.Append(StandsForItself(markdown) ? $"“{Escape(quote.ReplaceLineEndings(" "))}” {reference}" : reference);
    }

    private static bool StandsForItself(StringBuilder markdown)
    {
        int start = markdown.Length;
        while (start > 0 && markdown[start - 1] != '\n')
        {
            start--;
        }

        string line = markdown.ToString(start, markdown.Length - start).TrimEnd();
        return Empty().IsMatch(line) || line is [.., ':' or '：' or '—' or '(' or '（'];
    }

    // What stands at the end may become a mark.
    private static int WholeLength(string answer) =>
        answer.Length - Begun.Where(begun => answer.EndsWith(begun, StringComparison.OrdinalIgnoreCase)).Select(begun => begun.Length).DefaultIfEmpty().Max();

    // A reference that stands in the document must not look like one of the answer's; within code nothing is escaped.
    private static string Escape(string text) => text.Contains('`', StringComparison.Ordinal) ? text : OwnReference().Replace(text, @"\[$1\]");

    [GeneratedRegex("</?q>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\[([0-9]+)\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OwnReference();

    // Nothing, or the mark of a list, a heading or a quotation.
    [GeneratedRegex(@"^[ \t]*(?:[-*+>#]+[ \t]*|[0-9]+[.)][ \t]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Empty();
}
