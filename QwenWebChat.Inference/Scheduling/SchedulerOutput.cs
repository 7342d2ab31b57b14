namespace QwenWebChat.Inference.Scheduling;

/// <summary>The work of one step.</summary>
/// <param name="Runs">Decoding sequences first, one token and its draft each, then chunks of prefill; a sequence occurs once.</param>
/// <param name="DecodeCount">The number of runs that are decoding.</param>
/// <param name="Preempted">The sequences that lost their blocks and wait to restart; their text is not lost.</param>
internal sealed record SchedulerOutput(IReadOnlyList<ScheduledRun> Runs, int DecodeCount, IReadOnlyList<Sequence> Preempted)
{
    public bool IsEmpty => Runs.Count == 0;

    public int TokenCount => Runs.Sum(run => run.TokenCount);

    /// <summary>The number of prefill tokens in the step.</summary>
    public int PrefillTokens => Runs.Skip(DecodeCount).Sum(run => run.Count);

    /// <summary>The number of drafted tokens in the step.</summary>
    public int DraftTokens => Runs.Take(DecodeCount).Sum(run => run.Draft.Length);
}
