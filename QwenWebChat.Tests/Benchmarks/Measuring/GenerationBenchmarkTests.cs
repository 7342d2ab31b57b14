using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Tests.Benchmarks.Synthesis;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Benchmarks.Measuring;

/// <summary>What a measured generation reports; not how fast it was.</summary>
[Collection(ProcessWideCollection.Name)]
public sealed class GenerationBenchmarkTests
{
    private static readonly GenerationSettings Settings = new(Model: "", PromptTokens: 70, NewTokens: 3, Threads: 1);

    // As float32: 4 bytes for each of the model's parameters.
    private const long EmbeddingBytes = 512 * 256 * 2;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Measure_SmallModel_CountsTheEmbeddingOnlyWhereItIsTheHead(bool isTied)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(WeightFormat.BFloat16, SmallSynthesis.Config with { TieWordEmbeddings = isTied });

        GenerationFigures figures = GenerationBenchmark.Measure(Settings with { Model = path }, TestContext.Current.CancellationToken);

        Assert.Equal(("small", "bfloat16", "CPU", 1), (figures.Model, figures.Format, figures.Device, figures.Threads));
        Assert.Equal((70, 3), (figures.PromptTokens, figures.NewTokens));
        Assert.Equal(figures.WeightBytes - (isTied ? 0 : EmbeddingBytes), figures.WeightBytesPerToken);
        Assert.True(figures is { LoadSeconds: > 0, PrefillSeconds: > 0, DecodeSeconds: > 0, PeakResidentBytes: > 0 });
    }

    [Fact]
    public void Measure_Rounded_IsInWholeNumbers()
    {
        using TemporaryFolder folder = new();

        GenerationFigures figures = GenerationBenchmark.Measure(
            Settings with { Model = folder.Write(WeightFormat.BFloat16), Quantize = "int8" }, TestContext.Current.CancellationToken);

        Assert.Equal("int8", figures.Format);
    }

    [Fact]
    public void Measure_LongerThanTheContext_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(WeightFormat.BFloat16, SmallSynthesis.Config with { MaxPositionEmbeddings = 72 });

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => GenerationBenchmark.Measure(Settings with { Model = path }, TestContext.Current.CancellationToken));

        Assert.Contains("context is 72 tokens", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_AfterwardsAndBefore_AsManyTensorsLive()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(WeightFormat.Awq);
        GenerationBenchmark.Measure(Settings with { Model = path }, TestContext.Current.CancellationToken);
        long before = LiveTensors.Settle();

        GenerationBenchmark.Measure(Settings with { Model = path }, TestContext.Current.CancellationToken);

        Assert.Equal(before, LiveTensors.Now);
    }

    [Fact]
    public void Figures_OfWeightsAndTime_GiveRatesAndShare()
    {
        GenerationFigures figures = new(
            Model: "m", Format: "int4", Device: "CPU", Threads: 2, PromptTokens: 100, NewTokens: 10, BatchCount: 1, LoadSeconds: 1, CacheNote: null,
            PrefillSeconds: 4, DecodeSeconds: 2, PeakResidentBytes: 1, WeightBytes: 500, WeightBytesPerToken: 400)
        {
            ReadBytesPerSecond = 8_000,
        };

        Assert.Equal((25, 5, 2_000, 0.25), (figures.PrefillTokensPerSecond, figures.DecodeTokensPerSecond, figures.DecodeBytesPerSecond, figures.BandwidthShare));
        Assert.Null((figures with { ReadBytesPerSecond = null }).BandwidthShare);
    }
}
