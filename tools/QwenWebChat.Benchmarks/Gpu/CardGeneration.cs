using System.Diagnostics;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Measures the decode and prefill speed of a loaded model.</summary>
internal sealed class CardGeneration(ModelRunner runner, MeasuredCard card, Ceilings ceilings, GpuSettings settings, CancellationToken cancellationToken)
{
    private const int WarmUpTokens = 4;

    // Longer prompts run once: they take so long that the resolution of the clock does not matter.
    private const int MaxRepeatedPromptTokens = 8_192;

    /// <summary>Returns the KV-cache capacity in tokens that all measurements need.</summary>
    public static int NeededCacheTokens(MeasuredCard card, GpuSettings settings) =>
        Math.Max(settings.MeasuredContexts.Max(), settings.Sequences.Max() * BlockTokens(DecodeTokens(card, settings))) + KvBlockLayout.Tokens;

    public DecodeFigures Decode(int sequenceCount)
    {
        int tokens = BlockTokens(DecodeTokens(card, settings));
        if (Misfit(sequenceCount * (long)tokens, tokens) is { } misfit)
        {
            return new DecodeFigures(sequenceCount, misfit);
        }

        int blocks = tokens / KvBlockLayout.Tokens;
        LoneSequence[] sequences = [.. Enumerable.Range(0, sequenceCount).Select(i => new LoneSequence(runner, [.. Enumerable.Range(i * blocks, blocks)]))];
        int[] prompt = GenerationBenchmark.Prompt(card.DecodePromptTokens, runner.Config.VocabularySize);
        try
        {
            int next = 0;
            foreach (LoneSequence sequence in sequences)
            {
                next = GenerationBenchmark.Prefill(sequence, prompt, runner.MaxStepTokens, cancellationToken);
            }

            GenerationBenchmark.Decode(runner, sequences, next, WarmUpTokens, cancellationToken);
            int first = sequences[0].Length;
            Timing step = Repeated(settings.Repeats, () => GenerationBenchmark.Decode(runner, sequences, next, settings.NewTokens, cancellationToken), settings.NewTokens);
            double cached = (first + sequences[0].Length) / 2.0;
            double tokenBytes = (double)runner.Memory.BlockBytes / KvBlockLayout.Tokens;
            return new DecodeFigures(sequenceCount, null, step, ceilings.DecodeFloor(runner.WeightBytesPerToken, sequenceCount, cached, tokenBytes));
        }
        catch (DeviceMemoryException exception)
        {
            return new DecodeFigures(sequenceCount, $"does not fit: {exception.Message}");
        }
    }

    public FirstTokenFigures FirstToken(int tokens)
    {
        if (Misfit(tokens, tokens) is { } misfit)
        {
            return new FirstTokenFigures(tokens, misfit);
        }

        // Counts the answer too, as the engine does.
        int factor = runner.Config.YarnFactorFor(tokens + settings.NewTokens);
        LoneSequence sequence = new(runner) { YarnFactor = factor };
        int[] prompt = GenerationBenchmark.Prompt(tokens, runner.Config.VocabularySize);
        try
        {
            Read(sequence, prompt[..Math.Min(tokens, runner.MaxStepTokens)]);
            Timing time = Repeated(tokens > MaxRepeatedPromptTokens ? 1 : settings.Repeats, () => Read(sequence, prompt), 1);
            return new FirstTokenFigures(tokens, null, time, ceilings.FirstTokenFloor(runner.Config, tokens), card.TakenBytes());
        }
        catch (DeviceMemoryException exception)
        {
            return new FirstTokenFigures(tokens, $"does not fit: {exception.Message}");
        }
    }

    private static int DecodeTokens(MeasuredCard card, GpuSettings settings) =>
        card.DecodePromptTokens + WarmUpTokens + (settings.Repeats * settings.NewTokens);

    /// <summary>Rounds up to whole blocks.</summary>
    private static int BlockTokens(int tokens) => (tokens + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens * KvBlockLayout.Tokens;

    private string? Misfit(long cacheTokens, int contextTokens) =>
        contextTokens > runner.Config.ContextTokens ? $"does not fit: the model's context is {Quantities.Count(runner.Config.ContextTokens)} tokens"
        : cacheTokens > runner.Memory.CacheTokens ? $"does not fit: the cache holds {Quantities.Count(runner.Memory.CacheTokens)} tokens of {Quantities.Count(cacheTokens)}"
        : null;

    private void Read(LoneSequence sequence, int[] prompt)
    {
        sequence.Clear();
        _ = GenerationBenchmark.Prefill(sequence, prompt, runner.MaxStepTokens, cancellationToken);
    }

    /// <summary>Measures repeated runs. A step ends with its logits in system memory, so no work is pending.</summary>
    /// <param name="parts">The number of equal parts of a run, of which the time of one is reported.</param>
    private static Timing Repeated(int times, Action run, int parts)
    {
        List<double> seconds = [];
        for (int i = 0; i < times; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            run();
            seconds.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds / parts);
        }

        return Timing.Of(seconds);
    }
}
