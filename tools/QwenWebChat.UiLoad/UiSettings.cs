using System.Text.Json.Serialization;
using QwenWebChat.Benchmarks;

namespace QwenWebChat.UiLoad;

/// <summary>The load: a number of pages, each following its own answer.</summary>
internal sealed record UiSettings : ScriptedAppSettings
{
    [Option("--circuits", "Number of pages, each with its own answer.", Min = 1, Max = 2000)]
    public int Circuits { get; init; } = 200;

    [Option("--seconds", "Seconds of the measurement, after all answers have started.", Min = 1, Max = 3600)]
    public double Seconds { get; init; } = 60;

    [JsonIgnore]
    [Option("--url", "The address of an app that ui-app runs on this machine. Default: a new app.", HelpName = "http://localhost:PORT")]
    public string? Url { get; init; }

    public override void Validate()
    {
        if (Url is not null)
        {
            Require.WebAddress("--url", Url, "http://localhost:5280");
        }
    }
}
