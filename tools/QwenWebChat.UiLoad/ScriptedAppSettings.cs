using QwenWebChat.Benchmarks;

namespace QwenWebChat.UiLoad;

/// <summary>The settings of the app with a scripted model.</summary>
internal sealed record ScriptedAppSettings(
    [Option("--tokens-per-second", "Tokens per second of each answer.", Min = 1, Max = 1000)] double TokensPerSecond = 30) : CommandSettings;
