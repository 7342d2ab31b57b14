namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// Tokens of a sequence that one step computes. Positions [Start, Start + Count) go into its blocks; those before are there.
/// </summary>
/// <param name="WantsLogits">Whether the last of them is the sequence's last id, so that the next one can be sampled.</param>
internal sealed record ScheduledRun(Sequence Sequence, int Start, int Count, bool WantsLogits);
