namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The time of a decode step, or of a prompt's first token.</summary>
/// <param name="Count">The number of decoding sequences, or of the prompt's tokens.</param>
/// <param name="Misfit">The reason why it was not measured; null if it was.</param>
/// <param name="FloorSeconds">The minimum time by the GPU's peak rates.</param>
/// <param name="TakenBytes">Used GPU memory afterwards; null if no driver reports it.</param>
internal sealed record ModelTiming(int Count, string? Misfit, Timing? Time = null, double FloorSeconds = 0, long? TakenBytes = null);
