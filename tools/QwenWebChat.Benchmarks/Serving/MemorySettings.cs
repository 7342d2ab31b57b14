namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The settings of a comparison of the engine's memory account with the memory of the process.</summary>
internal sealed record MemorySettings : EngineSettings
{
    [Option("--prompt", "Random tokens of the prompt.", Min = 1)]
    public int PromptTokens { get; init; } = 2000;
}
