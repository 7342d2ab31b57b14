namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>A metric that is sampled every second. The database stores the names, so they must not change.</summary>
public enum Metric
{
    /// <summary>Running requests.</summary>
    Running,

    /// <summary>Waiting requests.</summary>
    Waiting,

    /// <summary>Requests that ended in the interval.</summary>
    Ended,

    /// <summary>Requests that failed in the interval; a part of <see cref="Ended"/>.</summary>
    Failed,

    /// <summary>Requests that were rejected in the interval.</summary>
    Refused,

    /// <summary>Prompt tokens that were computed in the interval.</summary>
    PromptTokens,

    /// <summary>Tokens that were generated in the interval.</summary>
    GenerationTokens,

    /// <summary>Prompt tokens that were looked up in the prefix cache in the interval.</summary>
    PrefixQueries,

    /// <summary>Prompt tokens that were found in the prefix cache in the interval.</summary>
    PrefixHits,

    /// <summary>Preemptions of requests in the interval.</summary>
    Preemptions,

    /// <summary>Steps in the interval.</summary>
    Steps,

    /// <summary>Tokens computed in the steps of the interval.</summary>
    StepTokens,

    /// <summary>KV-cache tokens that requests hold.</summary>
    KvUsed,

    /// <summary>KV-cache tokens that no request holds and later prompts can reuse.</summary>
    KvCached,

    /// <summary>KV-cache tokens that are unused.</summary>
    KvFree,

    /// <summary>Seconds to the first token. All quantiles of latencies are of the last minute.</summary>
    TimeToFirstTokenP50,
    TimeToFirstTokenP90,
    TimeToFirstTokenP95,
    TimeToFirstTokenP99,

    /// <summary>Seconds between two tokens.</summary>
    InterTokenP50,
    InterTokenP90,
    InterTokenP95,
    InterTokenP99,

    /// <summary>Seconds from arrival to the end.</summary>
    EndToEndP50,
    EndToEndP90,
    EndToEndP95,
    EndToEndP99,

    /// <summary>Mean queue time in seconds of the requests that ended in the last minute.</summary>
    QueueTime,
    PrefillTime,
    DecodeTime,

    /// <summary>Bytes of the model's device by part; the parts add up to all of it.</summary>
    MemoryWeights,
    MemoryKvUsed,
    MemoryKvCached,
    MemoryKvFree,
    MemoryActivations,
    MemoryProcess,
    MemoryOthers,
    MemoryFree,

    /// <summary>Shares of the CPUs, 0 to 1.</summary>
    ProcessCpu,
    MachineCpu,
    Threads,
    GpuUtilization,
    GpuTemperature,
    GpuPower,
    GpuClock,
}
