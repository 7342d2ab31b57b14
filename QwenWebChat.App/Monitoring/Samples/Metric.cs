namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>A figure that is sampled every second. The names stand in the database: they stay.</summary>
public enum Metric
{
    /// <summary>Requests that are computed.</summary>
    Running,

    /// <summary>Requests that wait.</summary>
    Waiting,

    /// <summary>Requests that ended in the interval.</summary>
    Ended,

    /// <summary>Of them, those that failed.</summary>
    Failed,

    /// <summary>Requests that were not taken in.</summary>
    Refused,

    /// <summary>Tokens of prompts that were computed in the interval.</summary>
    PromptTokens,

    /// <summary>Tokens that were generated in the interval.</summary>
    GenerationTokens,

    /// <summary>Prompt tokens that were looked up in the prefix cache in the interval.</summary>
    PrefixQueries,

    /// <summary>Of them, those that were found.</summary>
    PrefixHits,

    /// <summary>How often in the interval a request gave its memory up.</summary>
    Preemptions,

    /// <summary>Steps in the interval.</summary>
    Steps,

    /// <summary>Tokens computed in them.</summary>
    StepTokens,

    /// <summary>Tokens' worth of the KV cache that requests hold.</summary>
    KvUsed,

    /// <summary>Tokens' worth that nobody holds and a later prompt may begin with.</summary>
    KvCached,

    /// <summary>Tokens' worth that is of no use to anyone.</summary>
    KvFree,

    /// <summary>Seconds; quantiles are of the last minute, as for all latencies.</summary>
    TimeToFirstTokenP50,
    TimeToFirstTokenP90,
    TimeToFirstTokenP95,
    TimeToFirstTokenP99,

    /// <summary>Seconds from one token to the next.</summary>
    InterTokenP50,
    InterTokenP90,
    InterTokenP95,
    InterTokenP99,

    /// <summary>Seconds from arrival to end.</summary>
    EndToEndP50,
    EndToEndP90,
    EndToEndP95,
    EndToEndP99,

    /// <summary>Mean seconds of a request, of those that ended in the last minute.</summary>
    QueueTime,
    PrefillTime,
    DecodeTime,

    /// <summary>Bytes of the model's device, by part; they add up to all of it.</summary>
    MemoryWeights,
    MemoryKvUsed,
    MemoryKvCached,
    MemoryKvFree,
    MemoryActivations,
    MemoryProcess,
    MemoryOthers,
    MemoryFree,

    /// <summary>Shares, 0 to 1.</summary>
    ProcessCpu,
    MachineCpu,
    Threads,
    GpuUtilization,
    GpuTemperature,
    GpuPower,
    GpuClock,
}
