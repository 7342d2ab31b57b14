using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a measured generation.</summary>
internal sealed record GenerationSettings : ModelSettings
{
    [Option("--prompt", "Random tokens of the prompt.", Min = 1)]
    public int PromptTokens { get; init; } = 256;

    [Option("--new", "Tokens to generate.", Min = 1)]
    public int NewTokens { get; init; } = 32;

    [Option("--batch", "Number of sequences in the batch.", Min = 1, Max = 64)]
    public int BatchCount { get; init; } = 1;

    [Option("--chunk", "Prompt tokens of a step.", Min = 1, Max = 8192)]
    public int ChunkTokens { get; init; } = 256;

    [Option("--threads", "Threads, the main one included.")]
    public int Threads { get; init; } = Environment.ProcessorCount;

    [Option("--quantize", "none, int8 or int4, for float weights.")]
    public string Quantize { get; init; } = "none";

    // False by default, because the second run would load differently from the first.
    [Option("--cache", "Store quantized weights beside the model, and load them from there the next time.")]
    public bool Cache { get; init; }

    public override InferenceOptions Options => new()
    {
        Quantize = Quantize,
        ThreadCount = Threads,
        Cache = Cache,
        KvCache = KvCache,
        MaxStepTokens = Math.Max(ChunkTokens, 512),
        CacheTokens = Math.Max(BatchCount * (PromptTokens + NewTokens + 32), 512),
    };

    /// <exception cref="ArgumentException">Prompt and new tokens exceed the model's context.</exception>
    public void RequireFits(Qwen2Config config)
    {
        if ((long)PromptTokens + NewTokens > config.ContextTokens)
        {
            throw new ArgumentException($"--prompt and --new are {PromptTokens} and {NewTokens}; the model's context is {config.ContextTokens} tokens for both.");
        }
    }
}
