using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a measured generation.</summary>
/// <param name="PromptTokens">Number of random prompt tokens.</param>
/// <param name="NewTokens">Number of tokens to generate.</param>
/// <param name="Threads">Number of threads of a step.</param>
/// <param name="Quantize">The value of <see cref="InferenceOptions.Quantize"/>.</param>
internal sealed record GenerationSettings(int PromptTokens, int NewTokens, int Threads, string Quantize)
{
    /// <summary>The number of sequences that run at once.</summary>
    public int BatchCount { get; init; } = 1;

    /// <summary>
    /// True to store quantized weights beside the model, as the app does. False by default, because the second run would
    /// load differently from the first.
    /// </summary>
    public bool Cache { get; init; }

    /// <summary>Prompt tokens of a step.</summary>
    public int ChunkTokens { get; init; } = 256;

    /// <summary>The value of <see cref="InferenceOptions.KvCache"/>.</summary>
    public string KvCache { get; init; } = "auto";

    public InferenceOptions Options => new()
    {
        Quantize = Quantize,
        ThreadCount = Threads,
        Cache = Cache,
        KvCache = KvCache,
        MaxStepTokens = Math.Max(ChunkTokens, 512),
        CacheTokens = Math.Max(BatchCount * (PromptTokens + NewTokens + 32), 512),
    };

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Validate()
    {
        if (BatchCount is < 1 or > 64)
        {
            throw new ArgumentException($"--batch is {BatchCount}; it must be 1 to 64.");
        }

        if (ChunkTokens is < 1 or > 8192)
        {
            throw new ArgumentException($"--chunk is {ChunkTokens}; it must be 1 to 8192.");
        }

        if (PromptTokens < 1)
        {
            throw new ArgumentException($"--prompt is {PromptTokens}; it must be at least 1.");
        }

        if (NewTokens < 1)
        {
            throw new ArgumentException($"--new is {NewTokens}; it must be at least 1.");
        }

        Options.Validate();
    }

    /// <exception cref="ArgumentException">Prompt and new tokens exceed the model's context.</exception>
    public void RequireFits(Qwen2Config config)
    {
        if ((long)PromptTokens + NewTokens > config.ContextTokens)
        {
            throw new ArgumentException(
                $"--prompt and --new are {PromptTokens} and {NewTokens}; the model's context is {config.ContextTokens} tokens for both.");
        }
    }
}
