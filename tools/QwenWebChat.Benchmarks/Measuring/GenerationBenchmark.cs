using System.Diagnostics;
using System.Numerics.Tensors;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Loads a model, reads a random prompt and generates greedily, as the engine's own loop does.</summary>
internal static class GenerationBenchmark
{
    private const ulong Seed = 1;
    private const int WarmUpPromptTokens = 16;
    private const int WarmUpSteps = 3;

    /// <exception cref="CheckpointException">The model is not there or cannot be run.</exception>
    /// <exception cref="ArgumentException">The settings are out of range, or too long for the model.</exception>
    public static GenerationFigures Measure(string path, GenerationSettings settings, CancellationToken cancellationToken)
    {
        settings.Validate();
        long begun = Stopwatch.GetTimestamp();
        using Checkpoint checkpoint = Checkpoint.Open(path);
        settings.RequireFits(checkpoint.Config);
        using ModelRunner runner = ModelRunner.Load(checkpoint, settings.Options, progress: null, cancellationToken);
        double loadSeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;

        int[] prompt = Prompt(settings.PromptTokens, runner.Config.VocabularySize);
        WarmUp(runner, prompt[0]);
        begun = Stopwatch.GetTimestamp();
        int next = Prefill(runner, prompt, cancellationToken);
        double prefillSeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;

        begun = Stopwatch.GetTimestamp();
        Decode(runner, next, settings.NewTokens, cancellationToken);
        double decodeSeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return new GenerationFigures
        {
            Model = checkpoint.Name,
            Format = runner.FormatName,
            Device = runner.DeviceName,
            Threads = settings.Threads,
            PromptTokens = settings.PromptTokens,
            NewTokens = settings.NewTokens,
            LoadSeconds = loadSeconds,
            CacheNote = runner.CacheNote,
            PrefillSeconds = prefillSeconds,
            DecodeSeconds = decodeSeconds,
            PeakResidentBytes = PeakMemory.Read(),
            WeightBytes = runner.WeightBytes,
            WeightBytesPerToken = BytesPerToken(checkpoint, settings.Options),
        };
    }

    private static int[] Prompt(int count, int vocabularySize) =>
        [.. Enumerable.Range(0, count).Select(i => (int)(CounterRandom.Uniform(Seed, i) * vocabularySize))];

    // Begins with another token than the prompt, of which nothing may stay cached.
    private static void WarmUp(ModelRunner runner, int avoided)
    {
        int first = (avoided + 1) % runner.Config.VocabularySize;
        int next = Prefill(runner, [.. Enumerable.Repeat(first, WarmUpPromptTokens)], CancellationToken.None);
        Decode(runner, next, WarmUpSteps, CancellationToken.None);
    }

    /// <returns>The likeliest token after the prompt.</returns>
    private static int Prefill(ModelRunner runner, int[] prompt, CancellationToken cancellationToken)
    {
        Span<float> logits = [];
        for (int start = runner.Begin(prompt); start < prompt.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = runner.NextChunk(prompt.Length - start);
            logits = runner.Run(prompt.AsSpan(start, count));
            start += count;
        }

        return TensorPrimitives.IndexOfMax<float>(logits);
    }

    private static void Decode(ModelRunner runner, int next, int count, CancellationToken cancellationToken)
    {
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            next = TensorPrimitives.IndexOfMax<float>(runner.Run([next]));
        }
    }

    private static long BytesPerToken(Checkpoint checkpoint, InferenceOptions options)
    {
        ModelPlacement placement = ModelPlacement.Decide(checkpoint, options, long.MaxValue);
        return placement.Weights
            .Where(weight => checkpoint.Config.TieWordEmbeddings || weight.Spec.Name != TensorSpec.EmbeddingName)
            .Sum(weight => weight.Bytes);
    }
}
