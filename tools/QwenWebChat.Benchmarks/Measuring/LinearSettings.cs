namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a measurement of all product kernels.</summary>
internal sealed record LinearSettings : CommandSettings
{
    [Option("--rows", "Rows of activations, in addition to a single row.", Min = 1)]
    public int Rows { get; init; } = 256;

    [Option("--threads", "Threads, the main one included.", Min = 1)]
    public int Threads { get; init; } = Environment.ProcessorCount;
}
