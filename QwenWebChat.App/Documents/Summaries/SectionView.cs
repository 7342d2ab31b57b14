using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>A section of a summary as it is kept.</summary>
/// <param name="ParentId">The section into which it is merged; null for the topmost, and for one that no merge has taken up yet.</param>
/// <param name="Level">0 for leaves.</param>
/// <param name="Tokens">Of its text for a leaf, of what is merged for others.</param>
/// <param name="Text">Markdown; its marks <c>[n]</c> are those of <see cref="SummaryView.SectionCitations"/>.</param>
public sealed record SectionView(
    Guid Id, Guid? ParentId, int Level, int Place, string Title, int Start, int Length, int? FirstPage, int? LastPage, int Tokens, SummaryState State, string Text)
{
    internal static SectionView Of(SummarySection row) => new(
        row.Id, row.ParentId, row.Level, row.Place, row.Title, row.Start, row.Length, row.FirstPage, row.LastPage, row.TokenCount, row.State, row.Text);
}
