namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a measured reading.</summary>
internal sealed record ReadSettings : CommandSettings
{
    [Option("--file", "The document.", HelpName = "PATH", IsRequired = true)]
    public string File { get; init; } = "";

    [Option("--times", "Number of readings.", Min = 1, Max = 1_000)]
    public int Times { get; init; } = 3;
}
