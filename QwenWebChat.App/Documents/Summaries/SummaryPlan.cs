using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries.Splitting;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>The cost of a summary, before it begins.</summary>
public sealed record SummaryPlan
{
    /// <summary>The tokens of the document's text.</summary>
    public required int DocumentTokens { get; init; }

    /// <summary>The context length of the model.</summary>
    public required int ContextTokens { get; init; }

    public required IReadOnlyList<SummarySection> Leaves { get; init; }

    /// <summary>The maximum number of merge levels; 0 if the document is read at once.</summary>
    public required int MergeLevels { get; init; }

    public required int MergeCount { get; init; }

    /// <summary>The maximum tokens of all prompts: the document, the instructions, and the merged summaries.</summary>
    public required long ReadTokens { get; init; }

    /// <summary>The maximum tokens of all answers.</summary>
    public required long WrittenTokens { get; init; }

    /// <summary>The estimated time of requests that run one after another; null if the speeds are unknown.</summary>
    public TimeSpan? Time { get; init; }

    public bool IsOnePass => Leaves.Count == 1;

    /// <exception cref="SummaryException">The document has no text, or the model's context is too short.</exception>
    internal static SummaryPlan Make(
        DocumentText document, SummaryOptions options, IPromptCounter counter, SummaryPace? pace = null, CancellationToken cancellationToken = default)
    {
        SummaryBudget budget = SummaryBudget.Of(counter, options, ReadingGaps.Of(document).ForModel());
        IReadOnlyList<SummarySection> leaves = SectionSplitter.Split(document, SummaryBudget.Counting(counter), budget.WholeTokens, budget.LeafTokens, cancellationToken);
        if (leaves.Count == 0)
        {
            throw new SummaryException(SummaryFailureKind.NoText);
        }

        int tokens = leaves.Sum(leaf => leaf.TokenCount);
        List<int> levels = budget.MergesOf(leaves.Count);
        int merges = levels.Sum();
        // Each merged summary is read once more, except for the last one.
        long sections = leaves.Count + merges - 1;
        long written = (sections * budget.SectionAnswer) + budget.FinalAnswer;
        long read = tokens + ((leaves.Count + merges) * (long)budget.FrameTokens) + (sections * budget.SectionAnswer);
        return new SummaryPlan
        {
            DocumentTokens = tokens,
            ContextTokens = counter.ContextTokens,
            Leaves = leaves,
            MergeLevels = levels.Count,
            MergeCount = merges,
            ReadTokens = read,
            WrittenTokens = written,
            Time = pace?.Estimate(read, written),
        };
    }
}
