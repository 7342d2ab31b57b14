namespace QwenWebChat.Inference.Metrics;

/// <summary>The engine's state after a step.</summary>
public sealed record EngineSnapshot
{
    /// <summary>The number of requests that hold blocks and are computed.</summary>
    public int RunningCount { get; init; }

    /// <summary>The number of waiting requests.</summary>
    public int WaitingCount { get; init; }

    /// <summary>The KV cache capacity in tokens.</summary>
    public int CacheTokens { get; init; }

    /// <summary>The capacity in tokens of blocks that running requests hold.</summary>
    public int UsedTokens { get; init; }

    /// <summary>The capacity in tokens of cached blocks that no request holds and a later prompt may begin with.</summary>
    public int CachedTokens { get; init; }

    /// <summary>The share of the cache that running requests hold, 0 to 1.</summary>
    public double CacheShare => CacheTokens > 0 ? (double)UsedTokens / CacheTokens : 0;

    /// <summary>The number of prompt tokens looked up in the prefix cache since the model was loaded.</summary>
    public long QueriedTokens { get; init; }

    /// <summary>The number of these tokens that were found.</summary>
    public long HitTokens { get; init; }

    /// <summary>The number of these tokens that were read from disk.</summary>
    public long RestoredTokens { get; init; }

    /// <summary>Bytes of the blocks that were ever written; a CPU commits the rest of the cache later.</summary>
    public long CacheResidentBytes { get; init; }

    /// <summary>Activation memory allocated so far in bytes, as the largest step needed; null if libtorch's allocator manages it.</summary>
    public long? ActivationBytes { get; init; }

    /// <summary>The number of preemptions: a request released its blocks to others.</summary>
    public long PreemptionCount { get; init; }

    /// <summary>The number of steps since the model was loaded.</summary>
    public long StepCount { get; init; }

    /// <summary>The number of tokens computed in these steps.</summary>
    public long ComputedTokens { get; init; }

    /// <summary>The total time of the steps.</summary>
    public TimeSpan StepTime { get; init; }

    /// <summary>The part of that time that the model took; the rest is scheduling, sampling and text.</summary>
    public TimeSpan ModelTime { get; init; }
}
