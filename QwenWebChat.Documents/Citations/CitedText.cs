using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Citations;

/// <summary>A text of a model in which references replace the quotations.</summary>
/// <param name="Markdown">The text; <c>[n]</c> refers to the citation of that number.</param>
/// <param name="Citations">The citations by number; the same words, and words from the same place, share a number.</param>
public sealed partial record CitedText(string Markdown, IReadOnlyList<Citation> Citations)
{
    /// <summary>
    /// Cites an answer, numbered from 1. A quotation that stands in place of a claim is shown beside its reference, and
    /// bracketed numbers of the answer itself are escaped.
    /// </summary>
    /// <param name="isFinished">False while the answer is being written: an unfinished quotation is not shown.</param>
    public static CitedText OfAnswer(string answer, CitationSearch search, bool isFinished)
    {
        StringBuilder markdown = new(answer.Length);
        List<Citation> citations = [];
        foreach ((string text, bool isQuotation) in Quotations.Parse(answer, isFinished))
        {
            if (!isQuotation)
            {
                markdown.Append(CitationMarks.Escape(text));
                continue;
            }

            string reference = CitationMarks.Of(NumberOf(search.Find(text), citations));
            markdown.Append(StandsForItself(markdown) ? $"“{CitationMarks.Escape(text.ReplaceLineEndings(" "))}” {reference}" : reference);
        }

        return new CitedText(markdown.ToString().TrimEnd(' '), citations);
    }

    /// <summary>Cites a section of a summary, numbered from 1. Only claims and references remain; earlier bracketed numbers are removed, because they refer to nothing.</summary>
    /// <param name="near">The range of the document that the section summarizes: start and length.</param>
    public static CitedText OfSection(string written, CitationSearch search, (int Start, int Length) near)
    {
        List<Citation> citations = [];
        string markdown = string.Concat(Quotations.Parse(written, isFinished: false).Select(piece => piece.IsQuotation
            ? CitationMarks.Of(NumberOf(search.Find(piece.Text, near), citations))
            : CitationMarks.Remove(piece.Text)));
        return new CitedText(markdown.Trim(), citations);
    }

    /// <summary>Returns the same text with its citations numbered from another number.</summary>
    public CitedText NumberedFrom(int first) => new(
        CitationMarks.Shift(Markdown, first - 1),
        [.. Citations.Select(citation => citation with { Number = citation.Number + first - 1 })]);

    private static int NumberOf(Citation found, List<Citation> citations)
    {
        if (citations.Find(present => present.Quote == found.Quote || IsSamePlace(present, found)) is { } known)
        {
            return known.Number;
        }

        citations.Add(found with { Number = citations.Count + 1 });
        return citations[^1].Number;
    }

    private static bool IsSamePlace(Citation one, Citation other) =>
        one.IsFound && other.IsFound && (one.DocumentId, one.Start, one.Length) == (other.DocumentId, other.Start, other.Length);

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

    // Nothing, or the marker of a list, a heading or a block quotation.
    [GeneratedRegex(@"^[ \t]*(?:[-*+>#]+[ \t]*|[0-9]+[.)][ \t]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Empty();
}
