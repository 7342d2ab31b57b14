using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using static QwenWebChat.Benchmarks.Gpu.Quantities;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Measures the decode and prefill speed of a loaded model.</summary>
internal sealed class GpuGeneration(ModelRunner runner, MeasuredGpu gpu, Ceilings ceilings, GpuSettings settings, CancellationToken cancellationToken)
{
    private const int WarmUpTokens = 4;

    // Longer prompts run once: they take so long that the resolution of the clock does not matter.
    private const int MaxRepeatedPromptTokens = 8_192;

    /// <summary>Returns the KV-cache capacity in tokens that all measurements need.</summary>
    public static int NeededCacheTokens(MeasuredGpu gpu, GpuSettings settings) =>
        Math.Max(settings.Contexts.Max(), settings.Sequences.Max() * DecodeTokens(gpu, settings)) + KvBlockLayout.Tokens;

    /// <summary>Measures a decode step, which generates one token for each sequence.</summary>
    public ModelTiming Decode(int sequenceCount)
    {
        int tokens = DecodeTokens(gpu, settings);
        return Fitting(sequenceCount, sequenceCount * (long)tokens, tokens, () =>
        {
            LoneSequence[] sequences = GenerationBenchmark.Sequences(runner, sequenceCount, tokens / KvBlockLayout.Tokens, tokens);
            int[] prompt = GenerationBenchmark.Prompt(gpu.DecodePromptTokens, runner.Config.VocabularySize);
            int next = sequences.Select(sequence => GenerationBenchmark.Prefill(sequence, prompt, runner.MaxStepTokens, cancellationToken)).ToArray()[^1];
            Run(WarmUpTokens);
            int first = sequences[0].Length;

            // A step ends with its logits in system memory, so no work is pending.
            Timing step = Timing.Measure(settings.Repeats, () => Run(settings.NewTokens), settings.NewTokens);
            double cached = (first + sequences[0].Length) / 2.0;
            double tokenBytes = (double)runner.Memory.BlockBytes / KvBlockLayout.Tokens;
            return new ModelTiming(sequenceCount, null, step, ceilings.DecodeFloor(runner.WeightBytesPerToken, sequenceCount, cached, tokenBytes));

            void Run(int count) => GenerationBenchmark.Decode(runner, sequences, next, count, cancellationToken);
        });
    }

    /// <summary>Measures the time to first token of a prompt without cached prefix.</summary>
    public ModelTiming FirstToken(int tokens) => Fitting(tokens, tokens, tokens, () =>
    {
        // Counts the answer too, as the engine does.
        LoneSequence sequence = GenerationBenchmark.Sequences(runner, 1, runner.Memory.BlockCount, tokens + settings.NewTokens)[0];
        int[] prompt = GenerationBenchmark.Prompt(tokens, runner.Config.VocabularySize);
        Prefill(prompt[..Math.Min(tokens, runner.MaxStepTokens)]);
        Timing time = Timing.Measure(tokens > MaxRepeatedPromptTokens ? 1 : settings.Repeats, () => Prefill(prompt));
        return new ModelTiming(tokens, null, time, ceilings.FirstTokenFloor(runner.Config, tokens), gpu.TakenBytes());

        void Prefill(int[] ids)
        {
            sequence.Clear();
            _ = GenerationBenchmark.Prefill(sequence, ids, runner.MaxStepTokens, cancellationToken);
        }
    });

    // The tokens of a decoding sequence, rounded up to whole blocks.
    private static int DecodeTokens(MeasuredGpu gpu, GpuSettings settings)
    {
        int tokens = gpu.DecodePromptTokens + WarmUpTokens + (settings.Repeats * settings.NewTokens);
        return (tokens + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens * KvBlockLayout.Tokens;
    }

    // Measures if the model's context, its cache and the GPU have space for it.
    private ModelTiming Fitting(int count, long cacheTokens, int contextTokens, Func<ModelTiming> measure)
    {
        if (contextTokens > runner.Config.ContextTokens)
        {
            return new ModelTiming(count, $"does not fit: the model's context is {Count(runner.Config.ContextTokens)} tokens");
        }

        if (cacheTokens > runner.Memory.CacheTokens)
        {
            return new ModelTiming(count, $"does not fit: the cache holds {Count(runner.Memory.CacheTokens)} tokens of {Count(cacheTokens)}");
        }

        try
        {
            return measure();
        }
        catch (DeviceMemoryException exception)
        {
            return new ModelTiming(count, $"does not fit: {exception.Message}");
        }
    }
}
