namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// The tokens of a sequence that one step computes. Positions [Start, Start + Count) are written into its blocks;
/// earlier positions are already there.
/// </summary>
/// <param name="WantsLogits">True if the last token is the sequence's last id, so that the next one can be sampled.</param>
internal sealed record ScheduledRun(Sequence Sequence, int Start, int Count, bool WantsLogits)
{
    /// <summary>Tokens that may follow, computed to be verified: each has a row of logits; empty for none.</summary>
    public int[] Draft { get; init; } = [];

    /// <summary>The number of tokens that the step computes.</summary>
    public int TokenCount => Count + Draft.Length;

    /// <summary>The number of prompt tokens that the logits of this run score, each by the position before it.</summary>
    public int ScoredCount { get; init; }

    /// <summary>The first position whose logits score a prompt token. The prompt's last one scores none.</summary>
    public int FirstScored => Math.Min(Start + Count, Sequence.PromptCount - 1) - ScoredCount;

    /// <summary>The number of rows of logits: those that score the prompt, then that of the last token and of each drafted one.</summary>
    public int RowCount => ScoredCount + (WantsLogits ? 1 + Draft.Length : 0);

    /// <summary>Creates the run of the next tokens of a sequence.</summary>
    public static ScheduledRun Next(Sequence sequence, int count)
    {
        int start = sequence.ComputedCount;
        // After a preemption, positions whose scores are there are computed again.
        int scored = Math.Min(start + count, sequence.PromptCount - 1) - Math.Max(start, sequence.ScoredCount - 1);
        return new ScheduledRun(sequence, start, count, WantsLogits: count == sequence.RemainingCount)
        {
            ScoredCount = sequence.IsScoring ? Math.Max(scored, 0) : 0,
        };
    }
}
