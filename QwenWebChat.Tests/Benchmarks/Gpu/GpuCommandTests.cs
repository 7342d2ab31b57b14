using QwenWebChat.Benchmarks.Gpu;
using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Tests.Benchmarks.Synthesis;
using QwenWebChat.Tests.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Tests.Benchmarks.Gpu;

/// <summary>The verb with the CPU in a GPU's place: what it writes, not how fast anything was.</summary>
[Slow]
[Collection(ProcessWideCollection.Name)]
public sealed class GpuCommandTests
{
    private static readonly string[] Sections = ["System", "Ceilings", "Operators", "Model", "Memory", "Decode", "Time to first token", "Comparison with floors and goals"];

    [Theory]
    [InlineData("--contexts", "1024,0", "--contexts is '1024,0'; it must be comma-separated integers from 1 to 1048576.")]
    [InlineData("--contexts", "many", "--contexts is 'many'; it must be comma-separated integers from 1 to 1048576.")]
    [InlineData("--sequences", "1,,8", "--sequences is '1,,8'; it must be comma-separated integers from 1 to 64.")]
    [InlineData("--sequences", "65", "--sequences is '65'; it must be comma-separated integers from 1 to 64.")]
    [InlineData("--new", "0", "--new is 0; it must be 1 to 4096.")]
    [InlineData("--kv", "float32", "--kv is 'float32'; it must be bfloat16, int8 or auto.")]
    [InlineData("--shape", "3b", "--shape is '3b'; it must be one of 7b, 1.5b, 0.5b.")]
    public async Task Gpu_BadSetting_IsRefused(string option, string value, string message) =>
        await CommandRun.Benchmarks.IsRefusedAsync(message, "gpu", "--play-on-cpu", option, value);

    [Fact]
    public async Task Gpu_MissingModel_IsRefusedBeforeAnythingIsMeasured()
    {
        using TemporaryFolder folder = new();

        (int exitCode, string output, string[] errors) = await CommandRun.Benchmarks.RunAsync("gpu", "--play-on-cpu", "--model", folder.At("none"));

        Assert.Equal((CommandRun.BadInput, ""), (exitCode, output));
        Assert.StartsWith($"{folder.At("none")}: found no such ", errors[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gpu_NoGpu_IsRefusedInOneLine()
    {
        Assert.SkipWhen(GpuSearch.Detect().Gpus.Count > 0, "This machine has a GPU.");

        (int exitCode, string output, string[] errors) = await CommandRun.Benchmarks.RunAsync("gpu");

        Assert.Equal((CommandRun.BadInput, ""), (exitCode, output));
        Assert.EndsWith("; --play-on-cpu runs the GPU code path on the CPU.", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_SeveralGpus_TakesTheOneWithTheMostFreeMemory()
    {
        ComputeDevice small = new("small", 0, 24, 10);
        ComputeDevice large = new("large", 1, 24, 20);

        MeasuredGpu gpu = MeasuredGpu.Choose(new DeviceInventory(7, [small, large], null), runsOnCpu: false);

        Assert.Same(large, gpu.Device);
        Assert.Equal("none here; --play-on-cpu runs the GPU code path on the CPU.", Assert.Throws<ArgumentException>(() => MeasuredGpu.Choose(new DeviceInventory(7, [], "none here"), runsOnCpu: false)).Message);
    }

    /// <summary>Also: no tensor is left over.</summary>
    [Fact]
    public async Task Gpu_PlayedOnTheCpu_WritesEverySection()
    {
        using TemporaryFolder folder = new();
        string model = folder.Write(WeightFormat.Awq, SmallSynthesis.Config with { MaxPositionEmbeddings = 200 });
        string[] arguments = ["gpu", "--play-on-cpu", "--quick", "--model", model, "--contexts", "40,300", "--sequences", "1,2", "--new", "2", "--out", folder.At("out")];
        await CommandRun.Benchmarks.RunAsync(arguments);
        long before = LiveTensors.Settle();

        (int exitCode, string output, string[] errors) = await CommandRun.Benchmarks.RunAsync(arguments);

        Assert.True(exitCode == 0, output + string.Join('\n', errors));
        Assert.Equal(before, LiveTensors.Now);
        Assert.StartsWith("# CPU run of the GPU code path: these are no GPU figures", output, StringComparison.Ordinal);
        Assert.Equal(Sections.Select(name => $"## {name} (CPU run)"), Lines(output).Where(line => line.StartsWith("##", StringComparison.Ordinal)));
        Assert.Equal(output, await File.ReadAllTextAsync(Path.Combine(folder.At("out"), GpuReport.FileName), TestContext.Current.CancellationToken));
        Assert.Equal(4 * 2, Lines(output).Count(line => line.Contains(", int4 | 1 row", StringComparison.Ordinal) || line.Contains(", int4 | 64 rows", StringComparison.Ordinal)));
        Assert.Contains("| 300 | does not fit: the model's context is 200 tokens | - |", output, StringComparison.Ordinal);
        Assert.Matches(@"\| 40 \| \d", output);
        Assert.EndsWith("Every operator is accurate.", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0.5)]
    public void Run_OperatorErrs_SaysSoAndIsWrong(double error)
    {
        using TemporaryFolder folder = new();
        GpuSettings settings = new(Model: folder.Write(WeightFormat.Awq), ContextList: "20", SequenceList: "1", NewTokens: 1, RunsOnCpu: true, IsQuick: true);
        MeasuredGpu gpu = MeasuredGpu.Choose(GpuSearch.Detect(), runsOnCpu: true);
        StringWriter output = new();
        GpuRun run = new(gpu, settings, output, TextWriter.Null) { Judged = figures => figures.Size == "64 rows" ? figures with { Error = error } : figures };

        Assert.Equal(GpuRun.Wrong, run.Run(TestContext.Current.CancellationToken));

        Assert.Contains(" **wrong** |", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("An operator is inaccurate", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("## Time to first token", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OperatorFails_SaysWhyAndGoesOn()
    {
        using TemporaryFolder folder = new();
        GpuSettings settings = new(Model: folder.Write(WeightFormat.Awq), ContextList: "20", SequenceList: "1", NewTokens: 1, RunsOnCpu: true, IsQuick: true);
        StringWriter output = new();
        GpuRun run = new(MeasuredGpu.Choose(GpuSearch.Detect(), runsOnCpu: true), settings, output, TextWriter.Null)
        {
            Judged = figures => figures.Operation.StartsWith("norm", StringComparison.Ordinal) ? figures with { Failure = "no kernel", Time = null } : figures,
        };

        Assert.Equal(GpuRun.Wrong, run.Run(TestContext.Current.CancellationToken));

        Assert.Contains("| no kernel | 1.0e-4 | - |", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("## Comparison with floors and goals", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void SynthesizedModel_WithoutAFolder_GoesWhenDone()
    {
        (string path, int hiddenSize) = SynthesizedModel.Use(
            SmallSynthesis.Config, "small", null, TextWriter.Null,
            path =>
            {
                using Checkpoint checkpoint = Checkpoint.Open(path);
                return (path, checkpoint.Config.HiddenSize);
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(SmallSynthesis.Config.HiddenSize, hiddenSize);
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public void SynthesizedModel_WithAFolder_StaysAndIsNotWrittenAgain()
    {
        using TemporaryFolder folder = new();
        string Write(TextWriter progress) =>
            SynthesizedModel.Use(SmallSynthesis.Config, "small", folder.At("kept"), progress, path => path, TestContext.Current.CancellationToken);

        StringWriter second = new();
        string path = Write(TextWriter.Null);

        Assert.Equal(path, Write(second));
        Assert.Equal("", second.ToString());
        Assert.True(File.Exists(Path.Combine(path, Qwen2Config.FileName)));
    }

    private static string[] Lines(string text) => text.Split(Environment.NewLine);
}
