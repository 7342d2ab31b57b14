using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a measured generation.</summary>
/// <param name="Cache">False by default, because the second run would load differently from the first.</param>
internal sealed record GenerationSettings(
    [Option("--model", "A model folder or a .gguf file.", Value = "PATH")] string Model,
    [Option("--prompt", "Random tokens of the prompt.", Min = 1)] int PromptTokens = 256,
    [Option("--new", "Tokens to generate.", Min = 1)] int NewTokens = 32,
    [Option("--batch", "Number of sequences in the batch.", Min = 1, Max = 64)] int BatchCount = 1,
    [Option("--chunk", "Prompt tokens of a step.", Min = 1, Max = 8192)] int ChunkTokens = 256,
    [Option("--threads", "Threads, the main one included. Default: one for each core.")] int? Threads = null,
    [Option("--quantize", "none, int8 or int4, for float weights.")] string Quantize = "none",
    [Option("--kv-cache", "float32, bfloat16, int8 or auto.")] string KvCache = "auto",
    [Option("--cache", "Store quantized weights beside the model, and load them from there the next time.")] bool Cache = false) : CommandSettings
{
    public int ThreadCount => Threads ?? Environment.ProcessorCount;

    public InferenceOptions Options => new()
    {
        Quantize = Quantize,
        ThreadCount = ThreadCount,
        Cache = Cache,
        KvCache = KvCache,
        MaxStepTokens = Math.Max(ChunkTokens, 512),
        CacheTokens = Math.Max(BatchCount * (PromptTokens + NewTokens + 32), 512),
    };

    public override void Validate() => Options.Validate();

    /// <exception cref="ArgumentException">Prompt and new tokens exceed the model's context.</exception>
    public void RequireFits(Qwen2Config config)
    {
        if ((long)PromptTokens + NewTokens > config.ContextTokens)
        {
            throw new ArgumentException($"--prompt and --new are {PromptTokens} and {NewTokens}; the model's context is {config.ContextTokens} tokens for both.");
        }
    }
}
