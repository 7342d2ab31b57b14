using System.Diagnostics;
using System.Numerics.Tensors;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Loads a model, prefills a random prompt and decodes greedily, with the engine's own runner.</summary>
internal static class GenerationBenchmark
{
    private const ulong Seed = 1;
    private const int WarmUpPromptTokens = 16;
    private const int WarmUpSteps = 3;

    /// <exception cref="CheckpointException">The model does not exist or cannot be run.</exception>
    /// <exception cref="ArgumentException">The settings are out of range, or too long for the model.</exception>
    public static GenerationFigures Measure(string path, GenerationSettings settings, CancellationToken cancellationToken)
    {
        settings.Validate();
        long begun = Stopwatch.GetTimestamp();
        using Checkpoint checkpoint = Checkpoint.Open(path);
        settings.RequireFits(checkpoint.Config);
        using ModelRunner runner = ModelRunner.Load(checkpoint, settings.Options, progress: null, cancellationToken);
        double loadSeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;

        LoneSequence[] sequences = Sequences(runner, checkpoint, settings);
        int[] prompt = Prompt(settings.PromptTokens, runner.Config.VocabularySize);
        WarmUp(runner, sequences, (prompt[0] + 1) % runner.Config.VocabularySize);
        begun = Stopwatch.GetTimestamp();
        int next = Prefill(sequences[0], prompt, settings.ChunkTokens, cancellationToken);
        double prefillSeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        foreach (LoneSequence sequence in sequences[1..])
        {
            Prefill(sequence, prompt, settings.ChunkTokens, cancellationToken);
        }

        begun = Stopwatch.GetTimestamp();
        Decode(runner, sequences, next, settings.NewTokens, cancellationToken);
        double decodeSeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return new GenerationFigures
        {
            Model = checkpoint.Name,
            Format = runner.FormatName,
            Device = runner.DeviceName,
            Threads = settings.Threads,
            PromptTokens = settings.PromptTokens,
            NewTokens = settings.NewTokens,
            BatchCount = settings.BatchCount,
            LoadSeconds = loadSeconds,
            CacheNote = runner.CacheNote,
            PrefillSeconds = prefillSeconds,
            DecodeSeconds = decodeSeconds,
            PeakResidentBytes = PeakMemory.Read(),
            WeightBytes = runner.WeightBytes,
            WeightBytesPerToken = runner.WeightBytesPerToken,
        };
    }

    /// <summary>Returns random tokens, the same ones each time.</summary>
    internal static int[] Prompt(int count, int vocabularySize) =>
        [.. Enumerable.Range(0, count).Select(i => (int)(CounterRandom.Uniform(Seed, i) * vocabularySize))];

    private static LoneSequence[] Sequences(ModelRunner runner, Checkpoint checkpoint, GenerationSettings settings)
    {
        int blocks = runner.Memory.BlockCount / settings.BatchCount;
        int factor = checkpoint.Config.YarnFactorFor(settings.PromptTokens + settings.NewTokens);
        return [.. Enumerable.Range(0, settings.BatchCount)
            .Select(index => new LoneSequence(runner, [.. Enumerable.Range(index * blocks, blocks)]) { YarnFactor = factor })];
    }

    private static void WarmUp(ModelRunner runner, LoneSequence[] sequences, int id)
    {
        foreach (LoneSequence sequence in sequences)
        {
            Prefill(sequence, [.. Enumerable.Repeat(id, WarmUpPromptTokens)], WarmUpPromptTokens, CancellationToken.None);
        }

        Decode(runner, sequences, id, WarmUpSteps, CancellationToken.None);
        Array.ForEach(sequences, sequence => sequence.Clear());
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
}
