using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Citations;

/// <summary>A text of a model, in which references stand in place of its quotations.</summary>
/// <param name="Markdown">The text, in which <c>[n]</c> refers to the citation of that number.</param>
/// <param name="Citations">The citations by number; the same words, and words from the same place, have one number.</param>
public sealed partial record CitedText(string Markdown, IReadOnlyList<Citation> Citations)
{
    /// <summary>
    /// Cites an answer, numbered from 1. Quotations that stand for themselves, in place of a claim, are shown beside their
    /// reference, and brackets of the answer's own are escaped.
    /// </summary>
    /// <param name="isFinished">False while it is being written: a quotation that has only begun is not shown.</param>
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

    /// <summary>Cites a section of a summary, numbered from 1. Only claims and references stay; numbers in brackets that were there before go, because they refer to nothing.</summary>
    /// <param name="near">The stretch of the document that the section is about: start and length.</param>
    public static CitedText OfSection(string written, CitationSearch search, (int Start, int Length) near)
    {
        List<Citation> citations = [];
        string markdown = string.Concat(Quotations.Parse(written, isFinished: false).Select(piece => piece.IsQuotation
            ? CitationMarks.Of(NumberOf(search.Find(piece.Text, near), citations))
            : CitationMarks.Remove(piece.Text)));
        return new CitedText(markdown.Trim(), citations);
    }

    /// <summary>The same text, with its citations numbered from another number on.</summary>
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

    // Nothing, or the mark of a list, a heading or a quotation.
    [GeneratedRegex(@"^[ \t]*(?:[-*+>#]+[ \t]*|[0-9]+[.)][ \t]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Empty();
}
