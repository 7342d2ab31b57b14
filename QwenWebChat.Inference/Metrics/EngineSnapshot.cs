namespace QwenWebChat.Inference.Metrics;

/// <summary>Where the engine stands after a step.</summary>
public sealed record EngineSnapshot
{
    /// <summary>Requests that hold memory and are computed.</summary>
    public int RunningCount { get; init; }

    /// <summary>Requests that wait.</summary>
    public int WaitingCount { get; init; }

    /// <summary>Tokens that the cache of keys and values holds at most.</summary>
    public int CacheTokens { get; init; }

    /// <summary>Tokens' worth of blocks that running requests hold.</summary>
    public int UsedTokens { get; init; }

    /// <summary>Tokens' worth of blocks that nobody holds and a later prompt may begin with.</summary>
    public int CachedTokens { get; init; }

    /// <summary>The share of the cache that running requests hold, 0 to 1.</summary>
    public double CacheShare => CacheTokens > 0 ? (double)UsedTokens / CacheTokens : 0;

    /// <summary>Prompt tokens that were looked up among the cached ones since the model was loaded.</summary>
    public long QueriedTokens { get; init; }

    /// <summary>Those that were found.</summary>
    public long HitTokens { get; init; }

    /// <summary>Those that were read from disk.</summary>
    public long RestoredTokens { get; init; }

    /// <summary>Bytes of the blocks that were ever written: on a CPU the rest of the cache is still the operating system's.</summary>
    public long CacheResidentBytes { get; init; }

    /// <summary>Bytes that steps compute in, as many as the largest so far took; null where that is the allocator's affair.</summary>
    public long? ActivationBytes { get; init; }

    /// <summary>How often a request gave its memory up to others.</summary>
    public long PreemptionCount { get; init; }

    /// <summary>Steps since the model was loaded.</summary>
    public long StepCount { get; init; }

    /// <summary>Tokens computed in them.</summary>
    public long ComputedTokens { get; init; }

    /// <summary>Time spent in steps.</summary>
    public TimeSpan StepTime { get; init; }

    /// <summary>The part of it that the model itself took: the rest is scheduling, sampling and text.</summary>
    public TimeSpan ModelTime { get; init; }
}
