using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Monitoring;
using QwenWebChat.App.Monitoring.Alerts;
using QwenWebChat.App.Monitoring.Devices;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.App.Monitoring.Samples;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Monitoring.Samples;

/// <summary>Second after second, with a clock that the test holds.</summary>
public sealed class MetricSamplerTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly HostReading Host = new() { TotalBytes = 100, AvailableBytes = 1, ProcessBytes = 50, ManagedBytes = 3, ThreadCount = 1 };

    private readonly FakeTimeProvider _time = new(Start);
    private readonly TestDatabase _database = new();
    private readonly EngineMetrics _metrics = new(() => new EngineSnapshot());
    private readonly FakeEngineMonitor _engine;
    private readonly AlertBoard _alerts = new(new AlertOptions { HoldSeconds = 2 });
    private readonly MetricHistory _history = new();
    private readonly SampleReader _reader;
    private readonly MetricSampler _sampler;
    private readonly MinuteStore _minutes;
    private readonly MinuteWriter _writer;

    public MetricSamplerTests()
    {
        _engine = new FakeEngineMonitor { Model = new ServedModel("tiny", IsOnGpu: false, 0, 0, 0), Meter = _metrics.Meter, Blocks = new BlockMap(16, [], [new BlockEntry(BlockState.Cached, null)]) };
        _reader = new SampleReader(_engine, Nvml.Open(_ => 0), () => Host, _time);
        _minutes = new MinuteStore(_database, Options.Create(new HistoryOptions { RetentionDays = 1 }));
        _writer = new MinuteWriter(_minutes, _time, NullLogger<MinuteWriter>.Instance);
        _sampler = new MetricSampler(_engine, _reader, _history, _minutes, _writer, new AlertWatch(_alerts, _history, _time), _time, NullLogger<MetricSampler>.Instance);
    }

    public void Dispose()
    {
        _sampler.Dispose();
        _reader.Dispose();
        _metrics.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task Sampling_OfAMinute_IsShownKeptAndWatched()
    {
        await _minutes.AddAsync(new MetricSample(Start.AddMinutes(-5), TimeSpan.FromMinutes(1)) { [Metric.Running] = 7 }, TestDatabase.Cancellation);
        await _sampler.RestoreAsync(TestDatabase.Cancellation);
        Assert.Equal(7, Assert.Single(_history.Read(MetricWindow.Day))[Metric.Running]);

        for (int second = 0; second < 61; second++)
        {
            Tick();
        }

        Assert.Equal(61, _history.Read(MetricWindow.Minutes).Count);
        Assert.Equal(2, _history.Read(MetricWindow.Day).Count);
        _writer.Complete();
        await _writer.RunAsync(TestDatabase.Cancellation);
        Assert.Equal(2, (await _minutes.ListAsync(Start.AddHours(-1), Start.AddHours(1), TestDatabase.Cancellation)).Count);
        // 99 of 100 bytes are taken.
        Alert alert = Assert.Single(_alerts.Active);
        Assert.Equal((AlertRule.MemoryShare, 0.99), (alert.Rule, Math.Round(alert.Value, 6)));
    }

    [Fact]
    public async Task ReadCache_ByManyPages_AsksTheEngineOnceASecond()
    {
        Tick();
        CacheMap[] maps = await Task.WhenAll(_sampler.ReadCacheAsync(), _sampler.ReadCacheAsync());
        Assert.Same(maps[0], maps[1]);
        Assert.Equal(1, maps[0].CachedCount);

        _engine.Blocks = new BlockMap(16, [], [new BlockEntry(BlockState.Free, null)]);
        Tick();
        Assert.Equal(1, (await _sampler.ReadCacheAsync()).FreeCount);
    }

    /// <summary>As while a model is loaded, on the engine's own thread.</summary>
    [Fact]
    public async Task ReadCache_WhileTheEngineAnswersNobody_IsTheLastThatIsKnown()
    {
        Tick();
        CacheMap known = await _sampler.ReadCacheAsync();
        _engine.Answer = new TaskCompletionSource<BlockMap>();
        Tick();
        Task<CacheMap> waiting = _sampler.ReadCacheAsync();
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(known, await waiting);

        for (int second = 0; second < 10; second++)
        {
            Tick();
            Task<CacheMap> next = _sampler.ReadCacheAsync();
            _time.Advance(TimeSpan.FromSeconds(1));
            await next;
        }

        // Before and since: the engine has one question to answer, not ten.
        Assert.Equal(2, _engine.BlockReadCount);
    }

    private void Tick()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _sampler.Sample();
    }
}
