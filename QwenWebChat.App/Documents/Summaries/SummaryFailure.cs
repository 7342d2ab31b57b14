namespace QwenWebChat.App.Documents.Summaries;

/// <summary>Why a summary did not come to its end, to be told to the user.</summary>
/// <param name="NeededTokens">What the longest refused prompt needs with its answer, where the context is too short; otherwise 0.</param>
/// <param name="ContextTokens">What the model holds, likewise.</param>
public sealed record SummaryFailure(SummaryFailureKind Kind, int NeededTokens = 0, int ContextTokens = 0)
{
    /// <summary>The sections that are missing; empty where nothing was begun.</summary>
    public IReadOnlyList<SectionProgress> Missing { get; init; } = [];
}
