using QwenWebChat.App.Data;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>
/// A summary with its sections and citations. In the database all texts and citations share one numbering, in which each
/// section has numbers of its own, so that what is kept is never rewritten; only here the whole's marks are numbered from
/// 1 in the order in which they appear, and marks that refer to nothing are left out.
/// </summary>
/// <param name="Text">Markdown with marks <c>[n]</c>; as far as it has come.</param>
/// <param name="Citations">Those that the text uses, by number from 1.</param>
/// <param name="Sections">By level, in the order of the document.</param>
/// <param name="SectionCitations">All, as the sections' texts number them.</param>
public sealed record SummaryView(
    SummaryLine Line, string DocumentName, string Text, IReadOnlyList<Citation> Citations, IReadOnlyList<SectionView> Sections, IReadOnlyList<Citation> SectionCitations)
{
    /// <param name="search">Over the document, for citations whose kind is not stored; null where there are none, or its text cannot be opened.</param>
    internal static SummaryView Of(Summary row, string documentName, CitationSearch? search)
    {
        List<Citation> all = [.. row.Citations.OrderBy(citation => citation.Number).Select(citation => citation.ToCitation(search))];
        Dictionary<int, Citation> byNumber = all.ToDictionary(citation => citation.Number);
        string text = CitationMarks.Renumber(row.Text, byNumber.Keys.ToHashSet(), out IReadOnlyList<int> used);
        return new SummaryView(
            SummaryLine.Of(row), documentName, text,
            [.. used.Select((number, place) => byNumber[number] with { Number = place + 1 })],
            [.. row.Sections.OrderBy(section => section.Level).ThenBy(section => section.Start).Select(SectionView.Of)],
            all);
    }
}
