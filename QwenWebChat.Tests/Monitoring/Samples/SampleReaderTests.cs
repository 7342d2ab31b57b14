using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Monitoring;
using QwenWebChat.App.Monitoring.Devices;
using QwenWebChat.App.Monitoring.Samples;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Monitoring.Samples;

/// <summary>A scripted engine on a clock that the test holds, against what the test counts itself.</summary>
public sealed class SampleReaderTests : IDisposable
{
    private static readonly HostReading Host = new() { TotalBytes = 16_000, AvailableBytes = 9_000, ProcessBytes = 5_000, ManagedBytes = 300, ThreadCount = 12, ProcessCpu = 0.25 };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly EngineMetrics _metrics;
    private readonly FakeEngineMonitor _engine;
    private readonly SampleReader _reader;

    public SampleReaderTests()
    {
        _metrics = new EngineMetrics(() => new EngineSnapshot());
        _engine = new FakeEngineMonitor
        {
            Meter = _metrics.Meter,
            Model = new ServedModel("tiny", IsOnGpu: false, WeightBytes: 2_000, CacheBytes: 1_000, PlannedActivationBytes: 400),
            Snapshot = new EngineSnapshot { RunningCount = 3, WaitingCount = 2, CacheTokens = 100, UsedTokens = 30, CachedTokens = 20, CacheResidentBytes = 700, ActivationBytes = 150 },
        };
        _reader = new SampleReader(_engine, Nvml.Open(_ => 0), () => Host, _time);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void Read_AfterKnownRequests_TellsTheirLatenciesAndCounts()
    {
        foreach (double time in new[] { 0.1, 0.2, 0.3, 0.4 })
        {
            _metrics.FirstTokenCame(10, TimeSpan.FromSeconds(time));
        }

        _metrics.TokenCame(TimeSpan.FromMilliseconds(25));
        _metrics.StepEnded(promptTokens: 64, generationTokens: 5, preemptionCount: 1);
        _metrics.StepEnded(promptTokens: 0, generationTokens: 5, preemptionCount: 0);
        _metrics.PrefixesLookedUp(200, 150);
        _metrics.RequestEnded(Ended(FinishReason.Stop));
        _metrics.RequestEnded(Ended(FinishReason.Error));
        _metrics.RequestRefused();
        _time.Advance(TimeSpan.FromSeconds(2));

        MetricSample sample = _reader.Read().Sample;

        Assert.Equal(TimeSpan.FromSeconds(2), sample.Duration);
        AssertNear([0.2, 0.4, 0.4, 0.4], sample, Metric.TimeToFirstTokenP50, Metric.TimeToFirstTokenP90, Metric.TimeToFirstTokenP95, Metric.TimeToFirstTokenP99);
        AssertNear([0.025, 0.025, 0.025, 0.025], sample, Metric.InterTokenP50, Metric.InterTokenP90, Metric.InterTokenP95, Metric.InterTokenP99);
        AssertNear([3, 3, 3, 3], sample, Metric.EndToEndP50, Metric.EndToEndP90, Metric.EndToEndP95, Metric.EndToEndP99);
        Assert.Equal((0.5, 0.5, 1.5), (sample[Metric.QueueTime], sample[Metric.PrefillTime], sample[Metric.DecodeTime]));
        Assert.Equal((2.0, 1.0, 1.0), (sample[Metric.Ended], sample[Metric.Failed], sample[Metric.Refused]));
        Assert.Equal((64.0, 5.0, 32.0), (sample[Metric.PromptTokens], sample[Metric.GenerationTokens], sample.PerSecond(Metric.PromptTokens)));
        Assert.Equal((200.0, 150.0, 1.0), (sample[Metric.PrefixQueries], sample[Metric.PrefixHits], sample[Metric.Preemptions]));
        Assert.Equal((2.0, 74.0, 37.0), (sample[Metric.Steps], sample[Metric.StepTokens], sample[Metric.StepSize]));
        Assert.Equal((3.0, 2.0, 30.0, 20.0, 50.0), (sample[Metric.Running], sample[Metric.Waiting], sample[Metric.KvUsed], sample[Metric.KvCached], sample[Metric.KvFree]));
        Assert.Equal((0.25, 12.0, null, null), (sample[Metric.ProcessCpu], sample[Metric.Threads], sample[Metric.MachineCpu], sample[Metric.GpuPower]));
    }

    [Fact]
    public void Read_Again_CountsOnlyWhatCameSinceButKeepsTheMinute()
    {
        _metrics.FirstTokenCame(10, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _reader.Read().Sample[Metric.GenerationTokens]);

        _time.Advance(TimeSpan.FromSeconds(1));
        MetricSample second = _reader.Read().Sample;
        Assert.Equal(0, second[Metric.GenerationTokens]);
        Assert.NotNull(second[Metric.TimeToFirstTokenP95]);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_reader.Read().Sample[Metric.TimeToFirstTokenP95]);
    }

    [Fact]
    public void Memory_OnACpu_AddsUpToTheMachine()
    {
        MemoryAccount memory = _reader.Read().Memory;

        Assert.Equal((2_000, 300, 200, 200, 150), (memory.WeightBytes, memory.KvUsedBytes, memory.KvCachedBytes, memory.KvFreeBytes, memory.ActivationBytes));
        Assert.Equal((5_000 - 2_850, 16_000 - 9_000 - 5_000, 9_000), (memory.ProcessRestBytes, memory.OtherProcessesBytes, memory.FreeBytes));
        Assert.Equal((5_000, 16_000, "RAM", false), (memory.ProcessBytes, memory.TotalBytes, memory.Device, memory.IsGpu));
        Assert.Equal((false, true), (memory.IsActivationPlanned, memory.IsProcessKnown));
    }

    [Fact]
    public void Memory_OnAGpu_TakesTheWholeCacheAndThePlannedStep()
    {
        GpuReading gpu = new() { Name = "Card", TotalBytes = 24_000, UsedBytes = 6_000, ProcessBytes = 4_500 };
        MemoryAccount memory = MemoryAccount.Of(_engine.Model! with { IsOnGpu = true }, _engine.Snapshot with { ActivationBytes = null }, Host, gpu);

        Assert.Equal((2_000, 300, 200, 500, 400), (memory.WeightBytes, memory.KvUsedBytes, memory.KvCachedBytes, memory.KvFreeBytes, memory.ActivationBytes));
        Assert.Equal((4_500 - 3_400, 1_500, 18_000, 24_000), (memory.ProcessRestBytes, memory.OtherProcessesBytes, memory.FreeBytes, memory.TotalBytes));
        Assert.Equal(("Card", true), (memory.Device, memory.IsGpu));
    }

    /// <summary>A model on several GPUs has the memory of all of them.</summary>
    [Fact]
    public void Together_SeveralGpus_AreOneMemory()
    {
        GpuReading one = new() { Name = "A", TotalBytes = 24_000, UsedBytes = 6_000, ProcessBytes = 4_500, Utilization = 0.5 };
        GpuReading two = new() { Name = "B", TotalBytes = 12_000, UsedBytes = 3_000, ProcessBytes = 2_500, Utilization = 0.1 };

        Assert.Null(GpuReading.Together([]));
        Assert.Equal(one, GpuReading.Together([one]));
        Assert.Equal(one with { Name = "A + B", TotalBytes = 36_000, UsedBytes = 9_000, ProcessBytes = 7_000 }, GpuReading.Together([one, two]));
        Assert.Null(GpuReading.Together([one, two with { ProcessBytes = null }])!.ProcessBytes);
    }

    /// <summary>The plan is 400; the weights and the cache are 3,000.</summary>
    [Theory]
    [InlineData(4_500L, 400, 1_100, 1_500)]
    [InlineData(3_150L, 150, 0, 2_850)]
    [InlineData(2_900L, 0, 0, 3_000)]
    [InlineData(null, 400, 2_600, 0)]
    public void Memory_OfAPlannedStep_TakesWhatIsThereAndNoMore(long? process, long activations, long rest, long others)
    {
        GpuReading gpu = new() { Name = "Card", TotalBytes = 24_000, UsedBytes = 6_000, ProcessBytes = process };
        MemoryAccount memory = MemoryAccount.Of(_engine.Model! with { IsOnGpu = true }, _engine.Snapshot with { ActivationBytes = null }, Host, gpu);

        Assert.Equal((activations, rest, others, 18_000), (memory.ActivationBytes, memory.ProcessRestBytes, memory.OtherProcessesBytes, memory.FreeBytes));
        Assert.Equal((24_000, true, process is not null), (memory.TotalBytes, memory.IsActivationPlanned, memory.IsProcessKnown));
    }

    [Fact]
    public void Memory_WithoutAModel_IsTheAppAndTheRest()
    {
        _engine.Model = null;
        _engine.Snapshot = new EngineSnapshot();
        MemoryAccount memory = _reader.Read().Memory;

        Assert.Equal((0, 5_000, 2_000, 9_000), (memory.ModelBytes, memory.ProcessRestBytes, memory.OtherProcessesBytes, memory.FreeBytes));
    }

    private static RequestRecord Ended(FinishReason reason) => new()
    {
        Id = Guid.NewGuid(),
        UserId = "",
        Kind = RequestKind.Chat,
        Model = "tiny",
        ArrivedAt = DateTimeOffset.UnixEpoch,
        PromptTokens = 10,
        NewTokens = 4,
        Queue = TimeSpan.FromSeconds(0.5),
        TimeToFirstToken = TimeSpan.FromSeconds(1),
        Decode = TimeSpan.FromSeconds(1.5),
        EndToEnd = TimeSpan.FromSeconds(3),
        FinishReason = reason,
    };

    private static void AssertNear(double[] expected, MetricSample sample, params Metric[] metrics) =>
        Assert.All(Enumerable.Range(0, 4), i => Assert.InRange(sample[metrics[i]]!.Value, expected[i] * 0.989, expected[i] * 1.011));
}
