namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The settings of questions about one document.</summary>
internal sealed record PrefixSettings : EngineSettings
{
    [Option("--prompt", "Random tokens of the document.", Min = 16)]
    public int DocumentTokens { get; init; } = 2000;

    [Option("--question", "Random tokens of each question about it.", Min = 1)]
    public int QuestionTokens { get; init; } = 16;

    [Option("--seed", "Equal seeds give equal prompts.")]
    public int Seed { get; init; } = 1;
}
