using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The figures of a load that only the engine in this process can report.</summary>
/// <param name="PeakUsedTokens">Peak number of cache tokens in the blocks that requests held.</param>
/// <param name="PrefixHitRate">Share of looked-up prompt tokens that were found in the cache.</param>
/// <param name="StepTokens">Mean number of tokens of a step.</param>
/// <param name="StepOverhead">Share of a step outside the model: scheduling, sampling, text.</param>
internal sealed record EngineFigures(int CacheTokens, int PeakUsedTokens, double PrefixHitRate, long PreemptionCount, long StepCount, double StepTokens, double StepOverhead)
{
    public double Occupancy => (double)PeakUsedTokens / CacheTokens;

    /// <summary>Returns the figures between two snapshots.</summary>
    public static EngineFigures Between(EngineSnapshot start, EngineSnapshot end, int peakUsedTokens)
    {
        long steps = end.StepCount - start.StepCount;
        TimeSpan stepTime = end.StepTime - start.StepTime;
        return new EngineFigures(
            end.CacheTokens,
            peakUsedTokens,
            Share(end.HitTokens - start.HitTokens, end.QueriedTokens - start.QueriedTokens),
            end.PreemptionCount - start.PreemptionCount,
            steps,
            Share(end.ComputedTokens - start.ComputedTokens, steps),
            stepTime > TimeSpan.Zero ? 1 - ((end.ModelTime - start.ModelTime) / stepTime) : 0);
    }

    private static double Share(long part, long whole) => whole > 0 ? (double)part / whole : 0;
}
