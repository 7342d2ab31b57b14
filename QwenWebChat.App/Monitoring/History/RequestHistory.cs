using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>
/// Stores each request that has ended, and deletes those older than the retention time. Database failures are retried until
/// the app stops. If the queue is full, the oldest unwritten requests are lost. The engine is never blocked.
/// </summary>
internal sealed partial class RequestHistory : IHostedService, IDisposable
{
    /// <summary>Maximum number of requests that wait to be written.</summary>
    public const int Capacity = 4096;

    /// <summary>Maximum number of requests in one transaction.</summary>
    public const int BatchCount = 100;

    /// <summary>Time for which the first request of a batch waits for others.</summary>
    public static readonly TimeSpan BatchTime = TimeSpan.FromSeconds(1);

    /// <summary>Time between two attempts after a database failure.</summary>
    public static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(5);

    // SQLite's error code for a row that violates a constraint. A retry would fail again.
    private const int SqliteConstraint = 19;

    private static readonly TimeSpan PurgeInterval = TimeSpan.FromDays(1);

    private readonly IEngineMonitor _monitor;
    private readonly RequestStore _store;
    private readonly HistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DecodePrompt? _decode;
    private readonly Channel<EndedRequest> _ended;
    // A second collection, because the channel's content cannot be listed.
    private readonly ConcurrentDictionary<Guid, RequestRecord> _unwritten = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _writing = Task.CompletedTask;
    private Task _purging = Task.CompletedTask;
    private int _lostCount;

    /// <param name="decode">Decodes prompts for storage; null to store none.</param>
    public RequestHistory(
        IEngineMonitor monitor, RequestStore store, IOptions<HistoryOptions> options, TimeProvider time, ILogger<RequestHistory> logger, DecodePrompt? decode = null)
    {
        (_monitor, _store, _options, _time, _logger, _decode) = (monitor, store, options.Value, time, logger, decode);
        BoundedChannelOptions bounds = new(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _ended = Channel.CreateBounded<EndedRequest>(bounds, OnLost);
    }

    /// <summary>Raised when a batch was written or given up: its requests are no longer in <see cref="Unwritten"/>.</summary>
    public event Action? Written;

    /// <summary>The ended requests that are not in the database yet.</summary>
    public IEnumerable<RequestRecord> Unwritten => _unwritten.Values;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _monitor.RequestEnded += OnEnded;
        _writing = Task.Run(WriteAllAsync, CancellationToken.None);
        _purging = Task.Run(PurgeDailyAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Writes the waiting requests, unless the host stops waiting first.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _monitor.RequestEnded -= OnEnded;
        _ended.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_writing, _purging).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>
    /// Stops the background work. Like a BackgroundService of the framework, it may be stopped again afterwards.
    /// </summary>
    public void Dispose() => _stopping.Cancel();

    // Runs on the engine's thread.
    private void OnEnded(EndedRequest ended)
    {
        bool isDecoded = _options.KeepPrompts && _decode is not null;
        _unwritten[ended.Record.Id] = ended.Record;
        if (!_ended.Writer.TryWrite(isDecoded ? ended : ended with { PromptIds = [] }))
        {
            _unwritten.TryRemove(ended.Record.Id, out _);
        }
    }

    private void OnLost(EndedRequest ended)
    {
        _unwritten.TryRemove(ended.Record.Id, out _);
        if (Interlocked.Increment(ref _lostCount) == 1)
        {
            LogLost(Capacity);
        }
    }

    private async Task WriteAllAsync()
    {
        List<EndedRequest> batch = [];
        while (await _ended.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await GatherAsync(batch).ConfigureAwait(false);
            if (!await WriteAsync(batch).ConfigureAwait(false))
            {
                GiveUp();
                return;
            }

            Forget(batch);
            batch.Clear();
        }
    }

    private async Task GatherAsync(List<EndedRequest> batch)
    {
        using CancellationTokenSource late = new(BatchTime, _time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stopping.Token);
        while (batch.Count < BatchCount)
        {
            if (_ended.Reader.TryRead(out EndedRequest? ended))
            {
                batch.Add(ended);
                continue;
            }

            try
            {
                if (!await _ended.Reader.WaitToReadAsync(end.Token).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <returns>False if the app stops while the database still fails.</returns>
    private async Task<bool> WriteAsync(List<EndedRequest> batch)
    {
        List<ServedRequest>? rows = null;
        bool isFailing = false;
        while (true)
        {
            bool isLast = _stopping.IsCancellationRequested;
            try
            {
                rows ??= [.. batch.Select(ended => ServedRequest.Of(ended.Record, TextOf(ended)))];
                await _store.AddAsync(rows).ConfigureAwait(false);
                return true;
            }
            catch (Exception exception) when (exception is ArgumentException or DbUpdateException { InnerException: SqliteException { SqliteErrorCode: SqliteConstraint } })
            {
                LogRefused(exception, batch.Count);
                return true;
            }
            catch (Exception exception)
            {
                // Another program may lock the file, or the disk may be full.
                if (!isFailing)
                {
                    LogWriteFailed(exception, RetryTime);
                }

                isFailing = true;
            }

            if (isLast)
            {
                return false;
            }

            await PauseAsync().ConfigureAwait(false);
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(RetryTime, _time, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Does not wait before the last attempt.
        }
    }

    private void GiveUp()
    {
        LogGivenUp(_unwritten.Count);
        _unwritten.Clear();
        NotifyWritten();
    }

    private void Forget(List<EndedRequest> batch)
    {
        foreach (EndedRequest ended in batch)
        {
            _unwritten.TryRemove(ended.Record.Id, out _);
        }

        NotifyWritten();
    }

    private void NotifyWritten()
    {
        try
        {
            Written?.Invoke();
        }
        catch (Exception exception)
        {
            LogListenerFailed(exception);
        }
    }

    private string? TextOf(EndedRequest ended)
    {
        if (ended.PromptIds.Count == 0 || _decode is null)
        {
            return null;
        }

        try
        {
            return _decode(ended.PromptIds);
        }
        catch (Exception exception)
        {
            // The model of the request may have been unloaded.
            LogDecodeFailed(exception, ended.Record.Id);
            return null;
        }
    }

    private async Task PurgeDailyAsync()
    {
        using PeriodicTimer timer = new(PurgeInterval, _time);
        using CancellationTokenRegistration stop = _stopping.Token.Register(timer.Dispose);
        do
        {
            try
            {
                await _store.DeleteBeforeAsync(_time.GetUtcNow() - TimeSpan.FromDays(_options.RetentionDays), _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogPurgeFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "More than {Capacity} requests wait to be written to the history; the oldest are lost. This message is logged once")]
    private partial void LogLost(int capacity);

    [LoggerMessage(Level = LogLevel.Error, Message = "Requests could not be written to the history; retrying every {Pause}")]
    private partial void LogWriteFailed(Exception exception, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Error, Message = "The history rejected {Count} requests; they are not stored")]
    private partial void LogRefused(Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The app stopped before {Count} requests could be written to the history; they are lost")]
    private partial void LogGivenUp(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener to the history failed")]
    private partial void LogListenerFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The prompt of request {Id} could not be decoded and is not stored")]
    private partial void LogDecodeFailed(Exception exception, Guid id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Requests older than the retention could not be deleted")]
    private partial void LogPurgeFailed(Exception exception);
}
