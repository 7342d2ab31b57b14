using QwenWebChat.App.Monitoring.Alerts;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Samples all metrics once a second, with or without viewers, for charts, alerts and the history.</summary>
internal sealed partial class MetricSampler : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Longer than a step; loading a model takes minutes.
    private static readonly TimeSpan CachePatience = TimeSpan.FromMilliseconds(700);

    private readonly SampleReader _reader;
    private readonly MetricHistory _history;
    private readonly MinuteStore _minutes;
    private readonly MinuteWriter _writer;
    private readonly AlertWatch _alerts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AppMeter _meter;
    private readonly IEngineMonitor _engine;
    private volatile MonitorState? _latest;
    private volatile Task? _reading;
    private volatile CacheMap _cache = CacheMap.Empty;

    public MetricSampler(
        IEngineMonitor engine, SampleReader reader, MetricHistory history, MinuteStore minutes, MinuteWriter writer, AlertWatch alerts, TimeProvider time, ILogger<MetricSampler> logger)
    {
        (_engine, _reader, _history, _minutes, _writer, _alerts, _time, _logger) = (engine, reader, history, minutes, writer, alerts, time, logger);
        _meter = new AppMeter(() => _latest);
    }

    /// <summary>The sample of the last second; null before the first one.</summary>
    public MonitorState? Latest => _latest;

    /// <summary>Raised on a pool thread after a sample. Handlers must neither block nor throw.</summary>
    public event Action<MonitorState>? Sampled;

    /// <summary>
    /// Returns the requests that hold each block of the KV cache, read at most once a second for all viewers. Returns the
    /// last known map while the engine does not answer, as during a load.
    /// </summary>
    public async Task<CacheMap> ReadCacheAsync()
    {
        Task reading = _reading ??= ReadMapAsync();
        await reading.WaitAsync(CachePatience, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _engine.Model is null ? CacheMap.Empty : _cache;
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await RestoreAsync(stoppingToken).ConfigureAwait(false);
        Task writing = _writer.RunAsync(stoppingToken);
        using PeriodicTimer timer = new(Interval, _time);
        try
        {
            do
            {
                Sample();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops, and the current minute ends with it.
        }

        if (_history.EndMinute() is { } minute)
        {
            _writer.Add(minute);
        }

        _writer.Complete();
        await writing.ConfigureAwait(false);
    }

    /// <summary>Takes one sample.</summary>
    internal void Sample()
    {
        try
        {
            MonitorState state = _reader.Read();
            _latest = state;
            if (_reading is { IsCompleted: true })
            {
                _reading = null;
            }

            if (_history.Add(state.Sample) is { } minute)
            {
                _writer.Add(minute);
            }

            _alerts.Observe(state.Sample);
            Sampled?.Invoke(state);
        }
        catch (Exception exception)
        {
            // A system file could not be read. The next second tries again.
            LogFailed(exception);
        }
    }

    /// <summary>Loads the minutes that an earlier run stored.</summary>
    internal async Task RestoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            _history.Restore(await _minutes.ListAsync(_time.GetUtcNow() - MetricWindow.Day.Length, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    private async Task ReadMapAsync() => _cache = CacheMap.Of(await _engine.ReadBlocksAsync().ConfigureAwait(false));

    [LoggerMessage(Level = LogLevel.Error, Message = "Metrics could not be sampled")]
    private partial void LogFailed(Exception exception);
}
