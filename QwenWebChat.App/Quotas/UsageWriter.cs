using System.Threading.Channels;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Quotas;

/// <summary>
/// Gives the ledger the limits and the usage of the database at the start, and writes what each ended request used. Failures are
/// retried until the app stops; meanwhile the sums wait in memory, one for each account, key and day. The engine is never blocked.
/// </summary>
internal sealed partial class UsageWriter(QuotaLedger ledger, QuotaStore quotas, UsageStore usages, TimeProvider time, ILogger<UsageWriter> logger) : IHostedService, IDisposable
{
    /// <summary>Time between two attempts after a database failure.</summary>
    public static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(5);

    // Longer than a month, for an administrator who compares months.
    private const int RetentionDays = 400;

    private readonly ILogger _logger = logger;
    private readonly Lock _gate = new();
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private Dictionary<(Guid AccountId, string Key, DateOnly Day), TokenUsage> _waiting = [];
    private Task _writing = Task.CompletedTask;

    /// <summary>Raised on the writer's thread after rows were written.</summary>
    public event Action? Written;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        DateOnly today = QuotaPeriod.Today(time);
        await quotas.LoadAsync(cancellationToken).ConfigureAwait(false);
        await usages.DeleteBeforeAsync(today.AddDays(-RetentionDays), cancellationToken).ConfigureAwait(false);
        ledger.Restore(await usages.ListAsync(QuotaPeriod.Month.BeginOf(today), cancellationToken).ConfigureAwait(false));
        ledger.Settled += OnSettled;
        _writing = Task.Run(WriteAllAsync, CancellationToken.None);
    }

    /// <summary>Writes what waits, unless the host stops waiting first.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        ledger.Settled -= OnSettled;
        _signals.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends the retries. Like a BackgroundService of the framework, it may be stopped again afterwards.</summary>
    public void Dispose() => _stopping.Cancel();

    // Runs on the engine's thread.
    private void OnSettled(TokenUsage used)
    {
        Add([used]);
        _signals.Writer.TryWrite(true);
    }

    private void Add(IEnumerable<TokenUsage> used)
    {
        lock (_gate)
        {
            foreach (TokenUsage row in used)
            {
                (Guid, string, DateOnly) key = (row.AccountId, row.Key, row.Day);
                _waiting[key] = _waiting.TryGetValue(key, out TokenUsage? waiting) ? waiting.Plus(row) : row;
            }
        }
    }

    private async Task WriteAllAsync()
    {
        await foreach (bool _ in _signals.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (!await TryWriteAsync().ConfigureAwait(false) && !_stopping.IsCancellationRequested)
            {
                await Task.Delay(RetryTime, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // Once more: what the last requests used may have come after the last signal, or failed before.
        await TryWriteAsync().ConfigureAwait(false);
    }

    private async Task<bool> TryWriteAsync()
    {
        Dictionary<(Guid AccountId, string Key, DateOnly Day), TokenUsage> taken;
        lock (_gate)
        {
            (taken, _waiting) = (_waiting, []);
        }

        try
        {
            await usages.AddAsync(taken.Values).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The app ended without being stopped, as after a failed start: there is nothing to store.
            return true;
        }
        catch (Exception exception)
        {
            // Another program may lock the file, or the disk may be full.
            Add(taken.Values);
            LogFailed(exception, RetryTime);
            return false;
        }

        Written?.Invoke();
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The token usage of accounts could not be written; the next attempt is in {Pause}")]
    private partial void LogFailed(Exception exception, TimeSpan pause);
}
