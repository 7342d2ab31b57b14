using System.Threading.Channels;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Writes minutes down beside the sampling, which a locked database or a full disk must not hold up.</summary>
internal sealed partial class MinuteWriter(MinuteStore store, TimeProvider time, ILogger<MinuteWriter> logger)
{
    // A day: with a database that is gone for longer, the oldest are lost.
    private const int Capacity = 1440;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Channel<MetricSample> _minutes = Channel.CreateBounded<MetricSample>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Add(MetricSample minute) => _minutes.Writer.TryWrite(minute);

    /// <summary>Nothing more comes: what waits is written once more and then given up.</summary>
    public void Complete() => _minutes.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/>, each minute until it is written.</summary>
    /// <param name="stopping">From then on nothing is tried twice.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (MetricSample minute in _minutes.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (!await TryWriteAsync(minute).ConfigureAwait(false) && !stopping.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> TryWriteAsync(MetricSample minute)
    {
        try
        {
            await store.AddAsync(minute).ConfigureAwait(false);
            return true;
        }
        catch (ObjectDisposedException)
        {
            // The app went without being stopped, as after a start that failed: there is nothing to keep.
            return true;
        }
        catch (Exception exception)
        {
            LogFailed(Pause, exception);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A minute of the dashboard could not be kept; the next try is in {Pause}")]
    private partial void LogFailed(TimeSpan pause, Exception exception);
}
