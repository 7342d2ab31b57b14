using QwenWebChat.Benchmarks;

namespace QwenWebChat.UiLoad;

/// <summary>The settings of the app with a scripted model.</summary>
internal record ScriptedAppSettings : CommandSettings
{
    [Option("--tokens-per-second", "Tokens per second of each answer.", Min = 1, Max = 1000)]
    public double TokensPerSecond { get; init; } = 30;
}
