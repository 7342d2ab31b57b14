namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The decode speed of several sequences in one batch.</summary>
/// <param name="Misfit">The reason why it was not measured; null if it was.</param>
/// <param name="Step">Seconds of a step, which generates one token for each sequence.</param>
/// <param name="FloorSeconds">Minimum seconds of a step, by the GPU's bandwidth.</param>
internal sealed record DecodeFigures(int Sequences, string? Misfit, Timing? Step = null, double FloorSeconds = 0)
{
    /// <summary>Tokens per second of all sequences together.</summary>
    public double TokensPerSecond => Step is null ? 0 : Sequences / Step.Median;
}
