namespace QwenWebChat.App.Documents.Summaries;

/// <summary>A summary cannot be begun or go on.</summary>
internal sealed class SummaryException(SummaryFailureKind kind, Exception? inner = null) : Exception($"The summary failed: {kind}.", inner)
{
    public SummaryFailureKind Kind => kind;

    /// <summary>What the prompt and its answer would need, where the context is too short.</summary>
    public int NeededTokens { get; init; }

    /// <summary>What the model holds.</summary>
    public int ContextTokens { get; init; }

    public SummaryFailure ToFailure(IReadOnlyList<SectionProgress>? missing = null) => new(kind, NeededTokens, ContextTokens) { Missing = missing ?? [] };
}
