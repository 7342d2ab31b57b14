namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// The tokens of a sequence that one step computes. Positions [Start, Start + Count) are written into its blocks;
/// earlier positions are already there.
/// </summary>
/// <param name="WantsLogits">True if the last token is the sequence's last id, so that the next one can be sampled.</param>
internal sealed record ScheduledRun(Sequence Sequence, int Start, int Count, bool WantsLogits);
