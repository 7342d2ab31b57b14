using QwenWebChat.DemoModel.Tokenizers;
using QwenWebChat.DemoModel.Training;
using QwenWebChat.Inference.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.DemoModel.Training;

/// <summary>A few real steps on a model of the demo's shape, cut to two layers' worth of time.</summary>
[Slow]
[Collection(ProcessWideCollection.Name)]
public sealed class TrainerTests : IDisposable
{
    private static readonly TrainingOptions Options = new()
    {
        StepCount = 6,
        StepPasses = 2,
        PassTokens = 128,
        WarmupStepCount = 1,
        LearningRate = 2e-3,
        WorkerCount = 1,
        SaveEverySteps = 3,
        MaxSampleTokens = 256,
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwenwebchat-train-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Run_AFewSteps_LowersTheLossAndSavesACheckpoint()
    {
        string folder = Prepare("a");
        List<StepReport> reports = Train(folder, Options);

        Assert.Equal([1, 2, 3, 4, 5, 6], reports.Select(report => report.Step));
        Assert.True(reports[^1].AnswerLoss < reports[0].AnswerLoss - 0.3);
        using Checkpoint checkpoint = Checkpoint.Open(folder);
        Assert.Equal(28, checkpoint.Config.LayerCount);
    }

    /// <summary>With one worker every sum has one order: what was stopped half-way ends where the whole run ends.</summary>
    [Fact]
    public void Run_Resumed_EndsWhereAnUninterruptedRunEnds()
    {
        string whole = Prepare("whole");
        string halves = Prepare("halves");
        List<StepReport> expected = Train(whole, Options);

        using CancellationTokenSource stop = new();
        using (Trainer trainer = Trainer.Open(halves, Options, CPU))
        {
            Assert.ThrowsAny<OperationCanceledException>(() => trainer.Run(new Observer(report => StopAfter(report, 3, stop)), stop.Token));
        }

        List<StepReport> actual = Train(halves, Options);

        Assert.Equal([4, 5, 6], actual.Select(report => report.Step));
        Assert.Equal(expected[^1].AnswerLoss, actual[^1].AnswerLoss, 1e-4);
    }

    [Fact]
    public void RateAt_Schedule_WarmsUpPeaksAndFalls()
    {
        TrainingOptions options = new() { StepCount = 100, WarmupStepCount = 10, LearningRate = 1, FinalRateShare = 0.1 };

        Assert.Equal(0.1, options.RateAt(0), 1e-9);
        Assert.Equal(1, options.RateAt(10), 1e-9);
        Assert.Equal(0.55, options.RateAt(55), 1e-9);
        Assert.Equal(0.1, options.RateAt(100), 1e-9);
    }

    [Fact]
    public void Run_Steps_LeaveNoTensorBehind()
    {
        string folder = Prepare("tensors");
        List<long> counts = [];
        using Trainer trainer = Trainer.Open(folder, Options with { SaveEverySteps = 1 }, CPU);

        trainer.Run(new Observer(_ => counts.Add(LiveTensors.Now)), TestContext.Current.CancellationToken);

        Assert.True(counts[^1] <= counts[1], $"{counts[1]} tensors after two steps, {counts[^1]} at the end");
    }

    private static void StopAfter(StepReport report, int step, CancellationTokenSource stop)
    {
        if (report.Step == step)
        {
            stop.Cancel();
        }
    }

    private static List<StepReport> Train(string folder, TrainingOptions options)
    {
        List<StepReport> reports = [];
        using Trainer trainer = Trainer.Open(folder, options, CPU);
        trainer.Run(new Observer(reports.Add), TestContext.Current.CancellationToken);
        return reports;
    }

    private string Prepare(string name)
    {
        string folder = Path.Combine(_folder.FullName, name);
        TokenizerFiles.Write(folder, [.. Enumerable.Range(0, DemoShape.MergeCount).Select(i => (i / 64 + 32, i % 64 + 32))]);
        DemoShape.WriteConfiguration(folder, "float32");
        return folder;
    }

    private sealed class Observer(Action<StepReport> report) : IProgress<StepReport>
    {
        public void Report(StepReport value) => report(value);
    }
}
