namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The time to first token of a prompt without cached prefix.</summary>
/// <param name="Misfit">The reason why it was not measured; null if it was.</param>
/// <param name="FloorSeconds">The minimum time by the GPU's arithmetic throughput.</param>
/// <param name="TakenBytes">Used GPU memory afterwards; null if no driver reports it.</param>
internal sealed record FirstTokenFigures(int Tokens, string? Misfit, Timing? Time = null, double FloorSeconds = 0, long? TakenBytes = null);
