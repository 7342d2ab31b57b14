using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Soaking;

/// <summary>The duration of a soak test and its limits.</summary>
internal sealed record SoakSettings(
    EngineSettings Engine,
    [Option("--minutes", "Duration of the run.")] double Minutes = 30,
    [Option("--users", "Number of concurrent users.", Min = 1, Max = 1000)] int Users = 8,
    [Option("--slack", "MiB that managed or resident memory may grow after a quarter of the time.", Min = 0)] int SlackMebibytes = 64,
    [Option("--seed", "The seed of the users' actions; their timing depends on the machine.")] int Seed = 1) : CommandSettings
{
    public override void Validate() => Require.That(Minutes is > 0 and <= 100_000, "--minutes", Minutes, "above 0, up to 100000");
}
