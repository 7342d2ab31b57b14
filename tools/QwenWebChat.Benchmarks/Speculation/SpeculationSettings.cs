using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Speculation;

/// <summary>The settings of a measurement of speculative decoding.</summary>
internal sealed record SpeculationSettings(
    EngineSettings Engine,
    [Option("--prompts", "Samples as the demo model's tool writes them with `corpus`, one JSON object in each line. Default: only the cost of a step.", Value = "FILE")] string? PromptFile = null,
    [Option("--drafts", "Maximum number of drafted tokens in a step.", Min = 1, Max = 15)] int DraftTokens = 3,
    [Option("--new", "Maximum number of tokens of an answer.", Min = 1)] int NewTokens = 200,
    [Option("--context", "Cached tokens before the steps whose cost is measured.", Min = 1)] int ContextTokens = 512,
    [Option("--repeats", "Times that the cost of a step is measured.", Min = 1, Max = 1000)] int Repeats = 10) : CommandSettings;
