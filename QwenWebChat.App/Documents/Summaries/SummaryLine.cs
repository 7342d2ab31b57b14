using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>A summary without its text, for lists.</summary>
/// <param name="FinishedAt">Null until it is.</param>
/// <param name="DocumentTokens">Of the document's text, as the model counted that began it.</param>
public sealed record SummaryLine(
    Guid Id, Guid DocumentId, SummaryOptions Options, SummaryState State, string Model, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, int DocumentTokens)
{
    internal static SummaryLine Of(Summary row) => new(row.Id, row.DocumentId, row.Options, row.State, row.Model, row.CreatedAt, row.FinishedAt, row.DocumentTokens);
}
