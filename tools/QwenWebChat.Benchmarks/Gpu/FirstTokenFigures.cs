namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The time to the first token of a prompt that nothing is known of.</summary>
/// <param name="Misfit">Why it was not measured; null where it was.</param>
/// <param name="FloorSeconds">By the card's arithmetic.</param>
/// <param name="TakenBytes">Of the card's memory, afterwards; null where no driver says.</param>
internal sealed record FirstTokenFigures(int Tokens, string? Misfit, Timing? Time = null, double FloorSeconds = 0, long? TakenBytes = null);
