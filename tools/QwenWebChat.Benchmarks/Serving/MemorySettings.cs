namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The settings of a comparison of the engine's memory account with the memory of the process.</summary>
internal sealed record MemorySettings(EngineSettings Engine, [Option("--prompt", "Random tokens of the prompt.", Min = 1)] int PromptTokens = 2000) : CommandSettings;
