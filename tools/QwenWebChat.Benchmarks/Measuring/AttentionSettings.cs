namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a measurement of all attention kernels.</summary>
internal sealed record AttentionSettings : CommandSettings
{
    [Option("--context", "Cached tokens.", Min = 1)]
    public int Context { get; init; } = 8192;

    [Option("--rows", "Tokens of a prefill chunk, in addition to a single token.", Min = 1)]
    public int Rows { get; init; } = 128;

    [Option("--threads", "Threads, the main one included.", Min = 1)]
    public int Threads { get; init; } = Environment.ProcessorCount;
}
