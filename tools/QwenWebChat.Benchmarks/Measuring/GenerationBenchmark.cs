using System.Diagnostics;
using System.Numerics.Tensors;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Loads a model, prefills a random prompt and decodes greedily, with the engine's own runner.</summary>
internal static class GenerationBenchmark
{
    private const ulong Seed = 1;
    private const int WarmUpPromptTokens = 16;
    private const int WarmUpSteps = 3;

    public static Task RunAsync(GenerationSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        GenerationFigures figures = Measure(settings, cancellationToken);
        if (figures.Device == "CPU")
        {
            // Measures after the model is freed: the measurement's own memory would count as the model's.
            using KernelThreads threads = new(figures.Threads);
            using ReadBandwidth memory = new(threads);
            figures = figures with { ReadBytesPerSecond = memory.Measure() };
        }

        output.Write(figures, figures.Lines());
        return Task.CompletedTask;
    }

    /// <exception cref="CheckpointException">The model does not exist or cannot be run.</exception>
    /// <exception cref="ArgumentException">The settings are too long for the model.</exception>
    public static GenerationFigures Measure(GenerationSettings settings, CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        using Checkpoint checkpoint = Checkpoint.Open(settings.Model);
        settings.RequireFits(checkpoint.Config);
        using ModelRunner runner = ModelRunner.Load(checkpoint, settings.Options, progress: null, cancellationToken);
        double loadSeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        LoneSequence[] sequences = Sequences(runner, settings.BatchCount, runner.Memory.BlockCount / settings.BatchCount, settings.PromptTokens + settings.NewTokens);
        int[] prompt = Prompt(settings.PromptTokens, runner.Config.VocabularySize);
        WarmUp(runner, sequences, (prompt[0] + 1) % runner.Config.VocabularySize);

        int next = 0;
        double prefillSeconds = Timing.Seconds(() => next = Prefill(sequences[0], prompt, settings.ChunkTokens, cancellationToken));
        Array.ForEach(sequences[1..], sequence => Prefill(sequence, prompt, settings.ChunkTokens, cancellationToken));
        double decodeSeconds = Timing.Seconds(() => Decode(runner, sequences, next, settings.NewTokens, cancellationToken));
        return new GenerationFigures(
            checkpoint.Name, runner.FormatName, runner.DeviceName, settings.ThreadCount, settings.PromptTokens, settings.NewTokens, settings.BatchCount, loadSeconds, runner.CacheNote,
            prefillSeconds, decodeSeconds, ProcessMemory.Peak(), runner.WeightBytes, runner.WeightBytesPerToken);
    }

    /// <summary>Returns random tokens, the same ones each time.</summary>
    internal static int[] Prompt(int count, int vocabularySize) =>
        [.. Enumerable.Range(0, count).Select(i => (int)(CounterRandom.Uniform(Seed, i) * vocabularySize))];

    /// <summary>Creates sequences with an equal number of the runner's blocks each.</summary>
    /// <param name="tokens">The tokens of a sequence, which decide its YaRN factor.</param>
    internal static LoneSequence[] Sequences(ModelRunner runner, int count, int blocks, int tokens)
    {
        int factor = runner.Config.YarnFactorFor(tokens);
        return [.. Enumerable.Range(0, count).Select(i => new LoneSequence(runner, [.. Enumerable.Range(i * blocks, blocks)]) { YarnFactor = factor })];
    }

    /// <returns>The most probable token after the prompt.</returns>
    internal static int Prefill(LoneSequence sequence, int[] prompt, int chunkTokens, CancellationToken cancellationToken)
    {
        Span<float> logits = [];
        foreach (int[] chunk in prompt.Chunk(chunkTokens))
        {
            cancellationToken.ThrowIfCancellationRequested();
            logits = sequence.Run(chunk);
        }

        return TensorPrimitives.IndexOfMax<float>(logits);
    }

    /// <summary>Decodes each sequence greedily.</summary>
    internal static void Decode(ModelRunner runner, LoneSequence[] sequences, int first, int count, CancellationToken cancellationToken)
    {
        int[] next = [.. Enumerable.Repeat(first, sequences.Length)];
        Sampler greedy = new(new SamplingParams { Temperature = 0 }, []);
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IStepLogits logits = LoneSequence.RunTogether(runner, sequences, next);
            for (int row = 0; row < next.Length; row++)
            {
                next[row] = greedy.Sample(logits, row, i);
            }
        }
    }

    private static void WarmUp(ModelRunner runner, LoneSequence[] sequences, int id)
    {
        int[] prompt = [.. Enumerable.Repeat(id, WarmUpPromptTokens)];
        Array.ForEach(sequences, sequence => Prefill(sequence, prompt, WarmUpPromptTokens, CancellationToken.None));
        Decode(runner, sequences, id, WarmUpSteps, CancellationToken.None);
        Array.ForEach(sequences, sequence => sequence.Clear());
    }
}
