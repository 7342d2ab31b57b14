using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>What only the engine in this process can tell of a load.</summary>
internal sealed record EngineFigures
{
    /// <summary>Tokens that the cache of keys and values holds.</summary>
    public required int CacheTokens { get; init; }

    /// <summary>Tokens' worth of blocks that requests held at most.</summary>
    public required int PeakUsedTokens { get; init; }

    /// <summary>Prompt tokens that were found in the cache, as a share of those looked for.</summary>
    public required double PrefixHitRate { get; init; }

    public required long PreemptionCount { get; init; }

    public required long StepCount { get; init; }

    /// <summary>A step's tokens, on average.</summary>
    public required double StepTokens { get; init; }

    /// <summary>The share of a step that is not the model: scheduling, sampling, text.</summary>
    public required double StepOverhead { get; init; }

    public double Occupancy => (double)PeakUsedTokens / CacheTokens;

    /// <summary>What lies between two snapshots.</summary>
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
