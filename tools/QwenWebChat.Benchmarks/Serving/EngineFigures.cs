using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The figures of a load that only the engine in this process can report.</summary>
internal sealed record EngineFigures
{
    /// <summary>KV-cache capacity in tokens.</summary>
    public required int CacheTokens { get; init; }

    /// <summary>Peak number of cache tokens in the blocks that requests held.</summary>
    public required int PeakUsedTokens { get; init; }

    /// <summary>Share of looked-up prompt tokens that were found in the cache.</summary>
    public required double PrefixHitRate { get; init; }

    public required long PreemptionCount { get; init; }

    public required long StepCount { get; init; }

    /// <summary>Mean number of tokens of a step.</summary>
    public required double StepTokens { get; init; }

    /// <summary>Share of a step outside the model: scheduling, sampling, text.</summary>
    public required double StepOverhead { get; init; }

    public double Occupancy => (double)PeakUsedTokens / CacheTokens;

    /// <summary>Returns the figures between two snapshots.</summary>
    public static EngineFigures Between(EngineSnapshot start, EngineSnapshot end, int peakUsedTokens)
    {
        long steps = end.StepCount - start.StepCount;
        TimeSpan stepTime = end.StepTime - start.StepTime;
        return new EngineFigures
        {
            CacheTokens = end.CacheTokens,
            PeakUsedTokens = peakUsedTokens,
            PrefixHitRate = Share(end.HitTokens - start.HitTokens, end.QueriedTokens - start.QueriedTokens),
            PreemptionCount = end.PreemptionCount - start.PreemptionCount,
            StepCount = steps,
            StepTokens = Share(end.ComputedTokens - start.ComputedTokens, steps),
            StepOverhead = stepTime > TimeSpan.Zero ? 1 - ((end.ModelTime - start.ModelTime) / stepTime) : 0,
        };
    }

    private static double Share(long part, long whole) => whole > 0 ? (double)part / whole : 0;
}
