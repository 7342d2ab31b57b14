namespace QwenWebChat.Inference.Scheduling;

/// <summary>What one step computes.</summary>
/// <param name="Runs">Decoding sequences first, one token each, then chunks of prompts; a sequence comes once.</param>
/// <param name="DecodeCount">How many of the runs are decoding.</param>
/// <param name="Preempted">Sequences that lost their blocks and wait to start anew; nothing of their text is lost.</param>
internal sealed record SchedulerOutput(IReadOnlyList<ScheduledRun> Runs, int DecodeCount, IReadOnlyList<Sequence> Preempted)
{
    public bool IsEmpty => Runs.Count == 0;

    public int TokenCount => Runs.Sum(run => run.Count);

    /// <summary>Tokens of the step that are not decoding.</summary>
    public int PrefillTokens => TokenCount - DecodeCount;
}
