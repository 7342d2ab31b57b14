namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a measurement of all attention kernels.</summary>
internal sealed record AttentionSettings(
    [Option("--context", "Cached tokens.", Min = 1)] int Context = 8192,
    [Option("--rows", "Tokens of a prefill chunk, in addition to a single token.", Min = 1)] int Rows = 128,
    [Option("--threads", "Threads, the main one included. Default: one for each core.", Min = 1)] int? Threads = null) : CommandSettings;
