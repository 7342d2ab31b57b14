using System.Diagnostics;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using static QwenWebChat.Benchmarks.Gpu.Quantities;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Loads a model onto the GPU and measures memory, decode speed and time to first token.</summary>
/// <param name="takenBefore">Used GPU memory before the measurements; null if no driver reports it.</param>
internal sealed class ModelSection(GpuReport report, MeasuredGpu gpu, Ceilings ceilings, GpuSettings settings, long? takenBefore)
{
    private const int WarmUpTokens = 4;

    // Longer prompts run once: they take so long that the resolution of the clock does not matter.
    private const int MaxRepeatedPromptTokens = 8_192;

    // The tokens of a decoding sequence, rounded up to whole blocks.
    private int DecodeTokens
    {
        get
        {
            int tokens = gpu.DecodePromptTokens + WarmUpTokens + (settings.Repeats * settings.NewTokens);
            return (tokens + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens * KvBlockLayout.Tokens;
        }
    }

    /// <exception cref="CheckpointException">The model does not exist or does not fit.</exception>
    public ModelFigures Run(string path, CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        using Checkpoint checkpoint = Checkpoint.Open(path);
        int cacheTokens = Math.Max(settings.Contexts.Max(), settings.Sequences.Max() * DecodeTokens) + KvBlockLayout.Tokens;
        using ModelRunner runner = ModelRunner.Load(checkpoint, gpu.Options(settings.KvCache, cacheTokens) with { MaxStepTokens = settings.StepTokens }, gpu.Inventory, progress: null, cancellationToken);
        double loadSeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        long? takenAfter = gpu.TakenBytes();

        report.Section("Model");
        report.Line($"{checkpoint.Name}: {runner.FormatName} on {runner.DeviceName}, KV cache in {runner.KvFormatName}, loaded in {Seconds(loadSeconds)}; each step reads {Gigabytes(runner.WeightBytesPerToken)} of weights and has at most {runner.MaxStepTokens} tokens.");
        report.Line("");
        foreach (OperatorChoice choice in runner.Operators)
        {
            report.Line($"- {choice}");
        }

        WriteMemory(runner.Memory, takenAfter);
        IReadOnlyList<ModelTiming> decode = WriteDecode(runner, cancellationToken);
        return new ModelFigures($"{checkpoint.Name}, {runner.FormatName}", decode, WriteFirstTokens(runner, takenAfter, cancellationToken));
    }

    private void WriteMemory(MemoryPlan plan, long? takenAfter)
    {
        report.Section("Memory");
        report.Line($"The memory plan, with a KV cache of {Count(plan.CacheTokens)} tokens:");
        report.Table("device", "parts", "weights", "activations (max)", "KV cache", "total", "limit");
        foreach (MemoryPart part in plan.Parts)
        {
            long cache = plan.BlockCount * part.BlockBytes;
            report.Row(
                part.Name, part.Holds.ToString(), Gigabytes(part.WeightBytes), Gigabytes(part.ActivationBytes), Gigabytes(cache),
                Gigabytes(part.WeightBytes + part.ActivationBytes + cache), Gigabytes(part.LimitBytes));
        }

        report.Line("");
        long planned = plan.Parts.Where(part => part.IsGpu).Sum(part => part.WeightBytes + (plan.BlockCount * part.BlockBytes));
        report.Line(takenBefore is { } before && takenAfter is { } after
            ? Invariant($"The driver reports {Gigabytes(after)} in use after loading and {Gigabytes(before)} at the start, a difference of {Gigabytes(after - before)}; weights and KV cache are {Gigabytes(planned)}. The difference includes memory that libtorch's allocator reserved for the measurements above.")
            : "No driver reports the memory in use.");
    }

    private List<ModelTiming> WriteDecode(ModelRunner runner, CancellationToken cancellationToken)
    {
        report.Section("Decode");
        report.Line($"{settings.NewTokens} tokens for each sequence after a prompt of {gpu.DecodePromptTokens}, median of {settings.Repeats} runs; the floor is the bytes that a step reads divided by the bandwidth of the copy.");
        report.Table("sequences", "total tok/s", "step time", "floor", "times the floor");
        return WriteRows(
            runner, settings.Sequences, count => (count * (long)DecodeTokens, DecodeTokens), count => MeasureStep(runner, count, cancellationToken),
            (count, time, figures) => [$"{count}", Invariant($"{count / time.Median:0.0}"), Seconds(time), Seconds(figures.FloorSeconds), Times(time.Median / figures.FloorSeconds)]);
    }

    private List<ModelTiming> WriteFirstTokens(ModelRunner runner, long? takenAfter, CancellationToken cancellationToken)
    {
        report.Section("Time to first token");
        report.Line("The floor is the operations of the prompt divided by the rate of the product.");
        report.Table("prompt, tokens", "first token", "tok/s", "floor", "times the floor", "memory in use", "growth since loading");
        return WriteRows(runner, settings.Contexts, tokens => (tokens, tokens), tokens => MeasureFirstToken(runner, tokens, cancellationToken), (tokens, time, figures) =>
        [
            Count(tokens), Seconds(time), Invariant($"{tokens / time.Median:0}"), Seconds(figures.FloorSeconds), Times(time.Median / figures.FloorSeconds),
            Gigabytes(figures.TakenBytes), Gigabytes(figures.TakenBytes - takenAfter),
        ]);
    }

    /// <summary>Measures one row of a table after the other, if the model's context, its cache and the GPU have space for it.</summary>
    /// <param name="needs">The tokens in the cache, and those of a sequence.</param>
    private List<ModelTiming> WriteRows(
        ModelRunner runner, IReadOnlyList<int> counts, Func<int, (long Cache, int Context)> needs, Func<int, ModelTiming> measure, Func<int, Timing, ModelTiming, string[]> cells)
    {
        List<ModelTiming> all = [];
        foreach (int count in counts)
        {
            (long cache, int context) = needs(count);
            ModelTiming figures;
            try
            {
                figures = context > runner.Config.ContextTokens ? Misfit($"the model's context is {Count(runner.Config.ContextTokens)} tokens")
                    : cache > runner.Memory.CacheTokens ? Misfit($"the cache holds {Count(runner.Memory.CacheTokens)} tokens of {Count(cache)}")
                    : measure(count);
            }
            catch (DeviceMemoryException exception)
            {
                figures = Misfit(exception.Message);
            }

            all.Add(figures);
            report.Row(figures.Time is { } time ? cells(count, time, figures) : [Count(count), figures.Misfit!]);

            ModelTiming Misfit(string reason) => new(count, $"does not fit: {reason}");
        }

        return all;
    }

    /// <summary>Measures a decode step, which generates one token for each sequence.</summary>
    private ModelTiming MeasureStep(ModelRunner runner, int sequenceCount, CancellationToken cancellationToken)
    {
        LoneSequence[] sequences = GenerationBenchmark.Sequences(runner, sequenceCount, DecodeTokens / KvBlockLayout.Tokens, DecodeTokens);
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
    }

    /// <summary>Measures the time to first token of a prompt without cached prefix.</summary>
    private ModelTiming MeasureFirstToken(ModelRunner runner, int tokens, CancellationToken cancellationToken)
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
    }
}
