using System.Diagnostics;
using Microsoft.Extensions.Logging;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Inference.Engine;

/// <summary>The only thread that runs the model. TorchSharp's dispose scopes are thread-local, so no step awaits.</summary>
internal sealed class EngineLoop : IDisposable
{
    private readonly EngineOptions _options;
    private readonly RequestInbox _inbox;
    private readonly EngineMetrics _metrics;
    private readonly PrefixStore? _prefixes;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _work = new(0);
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<BlockMap>> _readers = [];
    private ExclusiveWork? _exclusive;
    private ServingSession? _session;
    private bool _isStopped;
    private volatile bool _isStopping;
    private volatile bool _isInterrupted;
    private volatile LoadedModel? _model;

    public EngineLoop(EngineOptions options, RequestInbox inbox, ILogger logger, PrefixStore? prefixes = null)
    {
        _options = options;
        _inbox = inbox;
        _metrics = new EngineMetrics(() => Snapshot);
        _prefixes = prefixes;
        _logger = logger;
        _thread = new Thread(Loop) { Name = "QwenWebChat engine", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The model that requests run on.</summary>
    public LoadedModel? Model => _model;

    /// <summary>The engine's state after its last step.</summary>
    public EngineSnapshot Snapshot => Volatile.Read(ref _session)?.Snapshot ?? new EngineSnapshot();

    public EngineMetrics Metrics => _metrics;

    /// <summary>Wakes the thread after a request was added or cancelled.</summary>
    public void Wake() => _work.Release();

    /// <summary>Returns which request holds which block, after the current step.</summary>
    public Task<BlockMap> ReadBlocksAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<BlockMap> reader = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_isStopped)
            {
                return Task.FromResult(BlockMap.Empty);
            }

            _readers.Enqueue(reader);
        }

        Wake();
        return reader.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends every request and runs <paramref name="work"/> on the engine's thread; one call at a time.</summary>
    public Task RunExclusive(Action work, CancellationToken cancellationToken)
    {
        ExclusiveWork exclusive = new(work, cancellationToken);
        lock (_gate)
        {
            if (_isStopped)
            {
                throw new EngineUnavailableException("The engine has stopped.");
            }

            _exclusive = exclusive;
            _isInterrupted = true;
        }

        Wake();
        return exclusive.Done.Task;
    }

    /// <summary>Replaces the current model with another one or none. Call it only in <see cref="RunExclusive"/>'s work.</summary>
    public void Serve(LoadedModel? model)
    {
        Volatile.Write(ref _session, model is null ? null : new ServingSession(model, _options, _inbox, _metrics, _prefixes, Wake, _logger));
        _metrics.Serve(model?.Name, model is null ? null : new CacheDescription(KvBlockLayout.Tokens, model.Runner.Memory.BlockCount, model.KvFormatName, model.DeviceName));
        _model = model;
    }

    /// <summary>Gives running requests a limited time to finish, cancels the others, and frees the model.</summary>
    public void Dispose()
    {
        if (_isStopping)
        {
            return;
        }

        _inbox.Close();
        _isStopping = true;
        Wake();
        _thread.Join();
        _metrics.Dispose();
        _model?.Dispose();
    }

    private void Loop()
    {
        while (!_isStopping)
        {
            _work.Wait();
            TakeRequests();
            while (!_isStopping && !_isInterrupted && _session is { IsBusy: true })
            {
                _session.Step();
                TakeRequests();
            }

            RunExclusiveWork();
        }

        Drain();
        lock (_gate)
        {
            _isStopped = true;
        }

        AnswerReaders();
        TakeExclusive()?.Done.SetCanceled();
    }

    private void Drain()
    {
        long begun = Stopwatch.GetTimestamp();
        while (!_isInterrupted && _session is { IsBusy: true } && Stopwatch.GetElapsedTime(begun).TotalSeconds < _options.ShutdownSeconds)
        {
            _session.Step();
        }

        _session?.CancelAll();
        Refuse("The engine has stopped.");
    }

    private void AnswerReaders()
    {
        lock (_gate)
        {
            if (_readers.Count == 0)
            {
                return;
            }

            BlockMap blocks = _session?.ReadBlocks() ?? BlockMap.Empty;
            while (_readers.TryDequeue(out TaskCompletionSource<BlockMap>? reader))
            {
                reader.SetResult(blocks);
            }
        }
    }

    private void TakeRequests()
    {
        AnswerReaders();
        if (_isInterrupted)
        {
            return;
        }

        if (_session is null)
        {
            // The request was added between its check for a model and the model's end, and nothing else would end it.
            Refuse("The model was changed while the request waited.");
            return;
        }

        foreach (ActiveRequest request in _inbox.Take())
        {
            _session.Add(request);
        }
    }

    private void Refuse(string reason)
    {
        foreach (ActiveRequest request in _inbox.Take())
        {
            EngineUnavailableException unavailable = new(reason);
            _inbox.End(request, FinishReason.Abort, unavailable);
            request.Stream.Complete(unavailable);
        }
    }

    private ExclusiveWork? TakeExclusive()
    {
        lock (_gate)
        {
            ExclusiveWork? taken = _exclusive;
            _exclusive = null;
            return taken;
        }
    }

    private void RunExclusiveWork()
    {
        if (TakeExclusive() is not { } exclusive)
        {
            return;
        }

        _isInterrupted = false;
        if (!exclusive.CancellationToken.IsCancellationRequested)
        {
            _session?.CancelAll();
            Refuse("The model was changed while the request waited.");
        }

        exclusive.Run();
    }

    private sealed record ExclusiveWork(Action Work, CancellationToken CancellationToken)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Run()
        {
            try
            {
                CancellationToken.ThrowIfCancellationRequested();
                Work();
                Done.SetResult();
            }
            catch (OperationCanceledException exception)
            {
                Done.SetCanceled(exception.CancellationToken);
            }
            catch (Exception exception)
            {
                Done.SetException(exception);
            }
        }
    }
}
