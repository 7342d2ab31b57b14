using System.Diagnostics;
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
    /// <exception cref="CheckpointException">The model does not exist or does not fit.</exception>
    public ModelFigures Run(string path, CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        using Checkpoint checkpoint = Checkpoint.Open(path);
        InferenceOptions options = gpu.Options(settings.KvCache, GpuGeneration.NeededCacheTokens(gpu, settings));
        using ModelRunner runner = ModelRunner.Load(checkpoint, options, gpu.Inventory, progress: null, cancellationToken);
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
        GpuGeneration generation = new(runner, gpu, ceilings, settings, cancellationToken);
        IReadOnlyList<ModelTiming> decode = Decode(generation);
        return new ModelFigures($"{checkpoint.Name}, {runner.FormatName}", decode, FirstTokens(generation, takenAfter));
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

    private List<ModelTiming> Decode(GpuGeneration generation)
    {
        report.Section("Decode");
        report.Line($"{settings.NewTokens} tokens for each sequence after a prompt of {gpu.DecodePromptTokens}, median of {settings.Repeats} runs; the floor is the bytes that a step reads divided by the bandwidth of the copy.");
        report.Table("sequences", "total tok/s", "step time", "floor", "times the floor");
        return Rows(settings.Sequences, generation.Decode, (count, time, figures) =>
            [$"{count}", Invariant($"{count / time.Median:0.0}"), Seconds(time), Seconds(figures.FloorSeconds), Times(time.Median / figures.FloorSeconds)]);
    }

    private List<ModelTiming> FirstTokens(GpuGeneration generation, long? takenAfter)
    {
        report.Section("Time to first token");
        report.Line("The floor is the operations of the prompt divided by the rate of the product.");
        report.Table("prompt, tokens", "first token", "tok/s", "floor", "times the floor", "memory in use", "growth since loading");
        return Rows(settings.Contexts, generation.FirstToken, (tokens, time, figures) =>
        [
            Count(tokens), Seconds(time), Invariant($"{tokens / time.Median:0}"), Seconds(figures.FloorSeconds), Times(time.Median / figures.FloorSeconds),
            Gigabytes(figures.TakenBytes), Gigabytes(figures.TakenBytes - takenAfter),
        ]);
    }

    // Measures one row of a table after the other.
    private List<ModelTiming> Rows(IReadOnlyList<int> counts, Func<int, ModelTiming> measure, Func<int, Timing, ModelTiming, string[]> cells)
    {
        List<ModelTiming> all = [];
        foreach (int count in counts)
        {
            ModelTiming figures = measure(count);
            all.Add(figures);
            report.Row(figures.Time is { } time ? cells(count, time, figures) : [Count(count), figures.Misfit!]);
        }

        return all;
    }
}
