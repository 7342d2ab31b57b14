using QwenWebChat.Benchmarks;

namespace QwenWebChat.ReadingBench;

/// <summary>The settings of a measured reading.</summary>
internal sealed record ReadSettings(
    [Option("--file", "The document.", Value = "PATH")] string File,
    [Option("--times", "Number of readings.", Min = 1, Max = 1_000)] int Times = 3) : CommandSettings;
