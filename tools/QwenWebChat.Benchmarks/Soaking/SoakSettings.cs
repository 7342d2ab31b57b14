using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Soaking;

/// <summary>The duration of a soak test and its limits.</summary>
internal sealed record SoakSettings : EngineSettings
{
    [Option("--minutes", "Duration of the run.")]
    public double Minutes { get; init; } = 30;

    [Option("--users", "Number of concurrent users.", Min = 1, Max = 1000)]
    public int Users { get; init; } = 8;

    [Option("--slack", "MiB that managed or resident memory may grow after a quarter of the time.", Min = 0)]
    public int SlackMebibytes { get; init; } = 64;

    [Option("--seed", "The seed of the users' actions; their timing depends on the machine.")]
    public int Seed { get; init; } = 1;

    public override void Validate()
    {
        base.Validate();
        Require.That(Minutes is > 0 and <= 100_000, "--minutes", Minutes, "above 0, up to 100000");
    }
}
