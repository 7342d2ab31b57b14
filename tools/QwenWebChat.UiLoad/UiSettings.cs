using System.Text.Json.Serialization;
using QwenWebChat.Benchmarks;

namespace QwenWebChat.UiLoad;

/// <summary>The load: a number of pages, each following its own answer.</summary>
internal sealed record UiSettings(
    [Option("--circuits", "Number of pages, each with its own answer.", Min = 1, Max = 2000)] int Circuits = 200,
    [Option("--tokens-per-second", "Tokens per second of each answer.", Min = 1, Max = 1000)] double TokensPerSecond = 30,
    [Option("--seconds", "Seconds of the measurement, after all answers have started.", Min = 1, Max = 3600)] double Seconds = 60,
    [property: JsonIgnore][Option("--url", "The address of an app that ui-app runs on this machine. Default: a new app.", Value = "http://localhost:PORT")] string? Url = null) : CommandSettings
{
    public override void Validate() => Require.WebAddress("--url", Url, "http://localhost:5280");
}
