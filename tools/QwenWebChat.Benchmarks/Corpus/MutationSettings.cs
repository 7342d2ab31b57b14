namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The settings of a run with mutated files.</summary>
internal sealed record MutationSettings : CorpusSettings
{
    [Option("--count", "Number of mutated files to read.", Min = 1, Max = 10_000_000)]
    public int Count { get; init; } = 10_000;

    [Option("--seed", "The same seed and folder give the same files.")]
    public int Seed { get; init; } = 1;

    [Option("--keep", "A folder that stores files that crash their reader or take too long.", HelpName = "DIR")]
    public string? FailureFolder { get; init; }
}
