using QwenWebChat.App.Data;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>
/// A summary as a page and an export show it. In the database all texts and citations share one numbering, in which each
/// section has its own numbers, so that no stored text is rewritten. Only here the references of the whole are numbered
/// from 1 in the order in which they appear, and references without a citation are omitted.
/// </summary>
/// <param name="Summary">The stored summary with its sections, by level in the order of the document.</param>
/// <param name="Text">Markdown with references <c>[n]</c>; incomplete while the summary runs.</param>
/// <param name="Citations">The citations in the text, by number from 1.</param>
/// <param name="SectionCitations">All citations, as numbered in the texts of the sections.</param>
public sealed record SummaryView(
    Summary Summary, string DocumentName, string Text, IReadOnlyList<Citation> Citations, IReadOnlyList<Citation> SectionCitations)
{
    public IReadOnlyList<SummarySection> Sections => Summary.Sections;

    /// <summary>Computes how much of its document the finished sections cover.</summary>
    public SummaryCoverage CoverageOf(DocumentText document) =>
        SummaryCoverage.Of(document, Sections.Where(section => section is { Level: 0, State: SummaryState.Finished }).Select(section => (section.Start, section.Length)));

    /// <param name="search">Searches the document for citations whose kind is not stored; null if there are none, or if the text cannot be opened.</param>
    internal static SummaryView Of(Summary summary, string documentName, CitationSearch? search)
    {
        List<Citation> all = [.. summary.Citations.Select(citation => citation.ToCitation(search))];
        Dictionary<int, Citation> byNumber = all.ToDictionary(citation => citation.Number);
        string text = CitationMarks.Renumber(summary.Text, byNumber.Keys.ToHashSet(), out IReadOnlyList<int> used);
        return new SummaryView(summary, documentName, text, [.. used.Select((number, place) => byNumber[number] with { Number = place + 1 })], all);
    }
}
