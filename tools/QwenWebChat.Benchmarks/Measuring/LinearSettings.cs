namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a measurement of all product kernels.</summary>
internal sealed record LinearSettings(
    [Option("--rows", "Rows of activations, in addition to a single row.", Min = 1)] int Rows = 256,
    [Option("--threads", "Threads, the main one included. Default: one for each core.", Min = 1)] int? Threads = null,
    [Option("--kernel", "Measures only the kernels with this name, such as AVX2.")] string? Kernel = null) : CommandSettings;
