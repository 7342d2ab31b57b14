namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Sequences that decode together.</summary>
/// <param name="Misfit">Why it was not measured; null where it was.</param>
/// <param name="Step">Seconds of a step, which gives each sequence a token.</param>
/// <param name="FloorSeconds">Of a step, by the card's bandwidth.</param>
internal sealed record DecodeFigures(int Sequences, string? Misfit, Timing? Step = null, double FloorSeconds = 0)
{
    /// <summary>Of all sequences together.</summary>
    public double TokensPerSecond => Step is null ? 0 : Sequences / Step.Median;
}
