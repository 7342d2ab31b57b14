namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The settings of questions about one document.</summary>
internal sealed record PrefixSettings(
    EngineSettings Engine,
    [Option("--prompt", "Random tokens of the document.", Min = 16)] int DocumentTokens = 2000,
    [Option("--question", "Random tokens of each question about it.", Min = 1)] int QuestionTokens = 16,
    [Option("--seed", "Equal seeds give equal prompts.")] int Seed = 1) : CommandSettings;
