using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries.Splitting;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>What a summary will take, in figures, before anything starts.</summary>
public sealed record SummaryPlan
{
    /// <summary>Of the document's text.</summary>
    public required int DocumentTokens { get; init; }

    /// <summary>What the model holds.</summary>
    public required int ContextTokens { get; init; }

    public required IReadOnlyList<SummarySection> Leaves { get; init; }

    /// <summary>How often summaries are merged, at most; 0 where the document is read at once.</summary>
    public required int MergeLevels { get; init; }

    public required int MergeCount { get; init; }

    /// <summary>All prompts together, at most: the document, the frames, and what is merged.</summary>
    public required long ReadTokens { get; init; }

    /// <summary>All answers together, at most.</summary>
    public required long WrittenTokens { get; init; }

    /// <summary>How long it should take, one request after the other; null where the speeds are not known.</summary>
    public TimeSpan? Time { get; init; }

    public bool IsOnePass => Leaves.Count == 1;

    /// <exception cref="SummaryException">There is no text, or the model's context is too short for any.</exception>
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
        // Every merged summary is read again once; the last one is nobody's.
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
