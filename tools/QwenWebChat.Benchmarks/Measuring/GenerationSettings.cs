using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>What is generated to measure it.</summary>
/// <param name="PromptTokens">Random tokens that are read first.</param>
/// <param name="NewTokens">Tokens that are generated after them.</param>
/// <param name="Threads">Threads of a step.</param>
/// <param name="Quantize">As <see cref="InferenceOptions.Quantize"/>.</param>
internal sealed record GenerationSettings(int PromptTokens, int NewTokens, int Threads, string Quantize)
{
    /// <summary>Sequences that run at once.</summary>
    public int BatchCount { get; init; } = 1;

    /// <summary>
    /// Whether rounded weights are kept beside the model, as the app does. Not by default: the second run would load in
    /// another way than the first.
    /// </summary>
    public bool Cache { get; init; }

    public InferenceOptions Options => new() { Quantize = Quantize, ThreadCount = Threads, Cache = Cache };

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Validate()
    {
        if (BatchCount != 1)
        {
            throw new ArgumentException($"--batch is {BatchCount}; the engine runs one sequence at a time today, so it must be 1.");
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
