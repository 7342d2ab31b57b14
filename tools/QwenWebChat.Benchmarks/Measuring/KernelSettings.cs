namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a run of BenchmarkDotNet.</summary>
internal sealed record KernelSettings : CommandSettings
{
    [Option("--out", "The folder for BenchmarkDotNet's reports.", HelpName = "DIR")]
    public string Output { get; init; } = Path.Combine(Path.GetTempPath(), "qwenwebchat-kernels");
}
