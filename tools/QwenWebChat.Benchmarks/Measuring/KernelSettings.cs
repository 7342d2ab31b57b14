namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a run of BenchmarkDotNet.</summary>
internal sealed record KernelSettings(
    [Option("--out", "The folder for BenchmarkDotNet's reports. Default: one in the system's temporary folder.", Value = "DIR")] string? Output = null) : CommandSettings;
