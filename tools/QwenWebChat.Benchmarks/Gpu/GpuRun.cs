using System.Runtime.InteropServices;
using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Torch.Devices;
using static QwenWebChat.Benchmarks.Gpu.Quantities;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Measures a GPU section by section. An error of libtorch is reported, and the next section starts.</summary>
internal sealed class GpuRun(MeasuredGpu gpu, GpuSettings settings, TextWriter output, TextWriter error)
{
    /// <summary>The exit code of a run in which an operator is inaccurate or a section fails.</summary>
    public const int Wrong = 1;

    /// <summary>Changes the figures of an operator before they are judged; for tests.</summary>
    public Func<OperatorFigures, OperatorFigures> Judged { get; init; } = figures => figures;

    /// <summary>Runs the command <c>gpu</c>.</summary>
    public static Task<int> RunAsync(GpuSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        MeasuredGpu gpu = MeasuredGpu.Choose(GpuSearch.Detect(), settings.RunsOnCpu);
        return Task.FromResult(new GpuRun(gpu, settings, output.Text, output.Error).Run(cancellationToken));
    }

    /// <returns>The command's exit code: 0 if all operators were accurate and no section failed, otherwise <see cref="Wrong"/>.</returns>
    /// <exception cref="CheckpointException">The model does not exist, is invalid, or does not fit.</exception>
    /// <exception cref="IOException">The report or the model cannot be written.</exception>
    public int Run(CancellationToken cancellationToken)
    {
        Qwen2Config config = ReadConfig();
        long? takenBefore = gpu.TakenBytes();
        using GpuReport report = new(output, settings.OutputFolder, gpu.RunsOnCpu ? " (CPU run)" : "");
        report.Line(gpu.RunsOnCpu ? "# CPU run of the GPU code path: these are no GPU figures" : $"# QwenWebChat on {gpu.Device.Name}");
        Describe(report);
        Ceilings? ceilings = null;
        bool areRight = false;
        ModelFigures? model = null;
        bool hasAll = Try(report, () => ceilings = MeasureCeilings(report));
        hasAll &= Try(report, () => areRight = CheckOperators(report, config, ceilings, cancellationToken));
        hasAll &= ceilings is not null && Try(report, () => model = MeasureModel(report, config, ceilings, takenBefore, cancellationToken));
        GpuGoals.Write(report, model);
        report.Line("");
        report.Line(areRight ? "Every operator is accurate." : "An operator is inaccurate or was not measured: see above.");
        return areRight && hasAll ? 0 : Wrong;
    }

    private static bool Try(GpuReport report, Action section)
    {
        try
        {
            section();
            return true;
        }
        catch (Exception exception) when (exception is ExternalException or ArithmeticException)
        {
            report.Line("");
            report.Line($"**Failed**: {OperatorFault.ReasonIn(exception)}");
            return false;
        }
    }

    private Qwen2Config ReadConfig()
    {
        if (settings.Model is null)
        {
            return QwenShapes.Named(settings.Shape);
        }

        using Checkpoint checkpoint = Checkpoint.Open(settings.Model);
        return checkpoint.Config;
    }

    private void Describe(GpuReport report)
    {
        report.Section("System");
        report.Table("", "");
        foreach ((string name, string value) in GpuDescription.Of(gpu))
        {
            report.Row(name, value);
        }
    }

    private Ceilings MeasureCeilings(GpuReport report)
    {
        report.Section("Ceilings");
        (Ceilings ceilings, Timing copy, Timing product) = Ceilings.Measure(new DeviceTimer(gpu, settings.Repeats));
        report.Table("", "rate", "time");
        report.Row(Invariant($"copy of {Gigabytes(gpu.CopyElements * sizeof(ushort))}, bytes read and written"), Bandwidth(ceilings.BytesPerSecond), Seconds(copy));
        report.Row(Invariant($"product of {gpu.ProductSide}^3 in bfloat16"), Operations(ceilings.OperationsPerSecond), Seconds(product));
        return ceilings;
    }

    private bool CheckOperators(GpuReport report, Qwen2Config config, Ceilings? ceilings, CancellationToken cancellationToken)
    {
        report.Section("Operators");
        using OperatorBenchmark benchmark = new(gpu, config, settings);
        foreach (OperatorChoice choice in benchmark.Choices)
        {
            report.Line($"- {choice}");
        }

        report.Line("");
        report.Line($"Errors are relative to float32, with random inputs of seed {settings.InputSeed}; * marks the operator that a model uses. Shares are those of the ceilings.");
        report.Table("operation", "size", "operator", "error", "allowed", "time", "memory", "share", "arithmetic", "share");
        bool isRight = true;
        foreach (OperatorFigures measured in benchmark.Measure())
        {
            cancellationToken.ThrowIfCancellationRequested();
            OperatorFigures figures = Judged(measured);
            isRight &= figures.IsRight;
            report.Row(Cells(figures, ceilings));
        }

        return isRight;
    }

    private static string[] Cells(OperatorFigures figures, Ceilings? ceilings)
    {
        string verdict = figures.Failure ?? Invariant($"{figures.Error:0.0e+0}{(figures.IsRight ? "" : " **wrong**")}");
        string way = figures.IsTaken ? $"{figures.Way} *" : figures.Way;
        string allowed = Invariant($"{figures.Tolerance:0.0e+0}");
        if (figures.Time is not { } time)
        {
            return [figures.Operation, figures.Size, way, verdict, allowed];
        }

        (double bytes, double operations) = (figures.Bytes / time.Median, figures.Operations / time.Median);
        return
        [
            figures.Operation, figures.Size, way, verdict, allowed, Seconds(time),
            Bandwidth(bytes), ceilings is null ? None : Share(bytes / ceilings.BytesPerSecond),
            Operations(operations), ceilings is null ? None : Share(operations / ceilings.OperationsPerSecond),
        ];
    }

    private ModelFigures MeasureModel(GpuReport report, Qwen2Config config, Ceilings ceilings, long? takenBefore, CancellationToken cancellationToken)
    {
        ModelSection section = new(report, gpu, ceilings, settings, takenBefore);
        if (settings.Model is { } path)
        {
            return section.Run(path, cancellationToken);
        }

        return SynthesizedModel.Use(config, settings.Shape, settings.OutputFolder, error, written => section.Run(written, cancellationToken), cancellationToken);
    }
}
