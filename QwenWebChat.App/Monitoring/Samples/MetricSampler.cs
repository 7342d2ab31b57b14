using QwenWebChat.App.Monitoring.Alerts;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Samples once a second, whether anybody looks or not: charts, alerts and the past come from it.</summary>
internal sealed partial class MetricSampler : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SampleReader _reader;
    private readonly MetricHistory _history;
    private readonly MinuteStore _minutes;
    private readonly AlertWatch _alerts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AppMeter _meter;
    private readonly IEngineMonitor _engine;
    private volatile MonitorState? _latest;
    private volatile Task<CacheMap>? _cache;

    public MetricSampler(
        IEngineMonitor engine, SampleReader reader, MetricHistory history, MinuteStore minutes, AlertWatch alerts, TimeProvider time, ILogger<MetricSampler> logger)
    {
        (_engine, _reader, _history, _minutes, _alerts, _time, _logger) = (engine, reader, history, minutes, alerts, time, logger);
        _meter = new AppMeter(() => _latest);
    }

    /// <summary>The last second; null before the first.</summary>
    public MonitorState? Latest => _latest;

    /// <summary>A second was sampled. Raised on a thread of the pool; handlers neither block nor throw.</summary>
    public event Action<MonitorState>? Sampled;

    /// <summary>Who holds which block of the cache; read at most once a second, whoever looks on.</summary>
    public Task<CacheMap> ReadCacheAsync() => _cache ??= ReadMapAsync();

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await RestoreAsync(stoppingToken).ConfigureAwait(false);
        using PeriodicTimer timer = new(Interval, _time);
        try
        {
            do
            {
                await SampleAsync(stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app ends.
        }
    }

    /// <summary>Takes one sample.</summary>
    internal async Task SampleAsync(CancellationToken cancellationToken)
    {
        try
        {
            MonitorState state = _reader.Read();
            _latest = state;
            _cache = null;
            MetricSample? minute = _history.Add(state.Sample);
            _alerts.Observe(state.Sample);
            Sampled?.Invoke(state);
            if (minute is not null)
            {
                await _minutes.AddAsync(minute, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A file of the system that cannot be read, a full disk: the next second tries again.
            LogFailed(exception);
        }
    }

    private async Task<CacheMap> ReadMapAsync() => CacheMap.Of(await _engine.ReadBlocksAsync().ConfigureAwait(false));

    /// <summary>Takes over what an earlier run kept.</summary>
    internal async Task RestoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            _history.Restore(await _minutes.ListAsync(_time.GetUtcNow() - MetricWindow.Day.Length, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The engine's figures could not be sampled or kept")]
    private partial void LogFailed(Exception exception);
}
