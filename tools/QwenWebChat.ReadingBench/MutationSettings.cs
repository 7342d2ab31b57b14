using QwenWebChat.Benchmarks;

namespace QwenWebChat.ReadingBench;

/// <summary>The settings of a run with mutated files.</summary>
internal sealed record MutationSettings(
    CorpusSettings Corpus,
    [Option("--count", "Number of mutated files to read.", Min = 1, Max = 10_000_000)] int Count = 10_000,
    [Option("--seed", "The same seed and folder give the same files.")] int Seed = 1,
    [Option("--keep", "A folder that stores files that crash their reader or take too long.", Value = "DIR")] string? FailureFolder = null) : CommandSettings;
