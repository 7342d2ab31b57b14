using System.Threading.Channels;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Writes minutes in the background, so that a locked database or a full disk does not delay the sampling.</summary>
internal sealed partial class MinuteWriter(MinuteStore store, TimeProvider time, ILogger<MinuteWriter> logger)
{
    // One day: if the database is unavailable for longer, the oldest minutes are lost.
    private const int Capacity = 1440;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Channel<MetricSample> _minutes = Channel.CreateBounded<MetricSample>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Add(MetricSample minute) => _minutes.Writer.TryWrite(minute);

    /// <summary>Marks the end of the minutes: the waiting ones are tried once more.</summary>
    public void Complete() => _minutes.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/>, with retries for each minute.</summary>
    /// <param name="stopping">Ends the retries: afterwards each minute is tried once.</param>
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
            // The app ended without being stopped, as after a failed start: there is nothing to store.
            return true;
        }
        catch (Exception exception)
        {
            LogFailed(Pause, exception);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A minute of metrics could not be stored; the next attempt is in {Pause}")]
    private partial void LogFailed(TimeSpan pause, Exception exception);
}
