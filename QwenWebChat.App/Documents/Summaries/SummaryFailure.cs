using QwenWebChat.App.Data;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>The reason why a summary was not finished, for the user.</summary>
/// <param name="NeededTokens">The tokens of the longest refused prompt with its answer if the context is too short; otherwise 0.</param>
/// <param name="ContextTokens">The context length of the model if it is too short; otherwise 0.</param>
public sealed record SummaryFailure(SummaryFailureKind Kind, int NeededTokens = 0, int ContextTokens = 0)
{
    /// <summary>The limit that is reached; null for other failures.</summary>
    public QuotaRefusal? Quota { get; init; }

    /// <summary>The missing sections; empty if nothing was begun.</summary>
    public IReadOnlyList<SummarySection> Missing { get; init; } = [];
}
