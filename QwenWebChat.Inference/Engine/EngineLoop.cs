using Microsoft.Extensions.Logging;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>
/// The one thread that touches the model. TorchSharp's dispose scopes belong to a thread, so no step ever awaits.
/// </summary>
internal sealed partial class EngineLoop : IDisposable
{
    private readonly RequestQueue _queue;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _work = new(0);
    private readonly Lock _gate = new();
    private ExclusiveWork? _exclusive;
    private bool _isStopped;
    private volatile bool _isStopping;
    private volatile bool _isInterrupted;
    private volatile LoadedModel? _model;

    public EngineLoop(RequestQueue queue, ILogger logger)
    {
        _queue = queue;
        _logger = logger;
        _thread = new Thread(Loop) { Name = "QwenWebChat engine", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The model that requests run on; replaced only by <see cref="RunExclusive"/>'s work.</summary>
    public LoadedModel? Model
    {
        get => _model;
        set => _model = value;
    }

    /// <summary>Tells the thread that a request waits.</summary>
    public void Wake() => _work.Release();

    /// <summary>Ends every request and does <paramref name="work"/> on the engine's thread; one call at a time.</summary>
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

    public void Dispose()
    {
        if (_isStopping)
        {
            return;
        }

        _isStopping = true;
        Wake();
        _thread.Join();
        _model?.Dispose();
    }

    private void Loop()
    {
        while (!_isStopping)
        {
            _work.Wait();
            RunExclusiveWork();
            while (!_isStopping && !_isInterrupted && _queue.TryTake(out ActiveRequest? request))
            {
                RunGuarded(request);
                _queue.Release();
            }

            RunExclusiveWork();
        }

        lock (_gate)
        {
            _isStopped = true;
        }

        TakeExclusive()?.Done.SetCanceled();
        _queue.Refuse("The engine has stopped.", close: true);
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
            _queue.Refuse("The model was changed while the request waited.");
        }

        exclusive.Run();
    }

    private void RunGuarded(ActiveRequest request)
    {
        try
        {
            if (request.Request.Model != _model)
            {
                throw new EngineUnavailableException("The model was changed while the request waited.");
            }

            Run(request, request.Request.Model);
        }
        catch (Exception exception)
        {
            // Whatever a step throws ends its own request; the engine goes on for the others.
            if (exception is not EngineUnavailableException)
            {
                LogRequestFailed(exception);
            }

            request.Stream.Complete(exception);
        }
    }

    private void Run(ActiveRequest active, LoadedModel model)
    {
        active.MarkStarted();
        GenerationRequest request = active.Request;
        int room = model.Config.ContextTokens - request.PromptIds.Count;
        Sequence sequence = new(
            request.PromptIds, request.Sampling, Math.Min(request.Sampling.MaxTokens, room), model.EndTokenIds, model.Tokenizer.CreateDetokenizer());
        int cached = model.Runner.Begin(request.PromptIds);
        int read = cached;
        string held = "";
        while (sequence.FinishReason is null)
        {
            if (active.Stream.IsCancelled || _isStopping || _isInterrupted)
            {
                held = sequence.Cancel();
                break;
            }

            if (read < sequence.PromptCount)
            {
                read = Prefill(active, sequence, model.Runner, read);
            }
            else
            {
                Decode(active, sequence, model.Runner.Run([sequence.Ids[^1]]));
            }
        }

        active.Finish(held, sequence.FinishReason!.Value, cached, sequence.GeneratedCount);
    }

    /// <summary>Reads one chunk of the prompt; after the last one comes the first token.</summary>
    private static int Prefill(ActiveRequest active, Sequence sequence, ModelRunner runner, int read)
    {
        int count = runner.NextChunk(sequence.PromptCount - read);
        Span<float> logits = runner.Run([.. sequence.Ids.Skip(read).Take(count)]);
        read += count;
        active.Stream.Write(new GenerationUpdate.PromptRead(read, sequence.PromptCount));
        if (read == sequence.PromptCount)
        {
            if (active.Request.TopLogitCount > 0)
            {
                active.Stream.Write(new GenerationUpdate.PromptLogits(Largest(logits, active.Request.TopLogitCount)));
            }

            Decode(active, sequence, logits);
        }

        return read;
    }

    private static void Decode(ActiveRequest active, Sequence sequence, Span<float> logits)
    {
        (int id, string text) = sequence.Append(logits);
        active.MarkToken();
        active.Stream.Write(new GenerationUpdate.Token(id, text));
    }

    private static TokenLogit[] Largest(Span<float> logits, int count)
    {
        int[] ids = LogitsProcessors.Largest(logits, count);
        TokenLogit[] largest = new TokenLogit[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            largest[i] = new TokenLogit(ids[i], logits[ids[i]]);
        }

        return largest;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
    private partial void LogRequestFailed(Exception exception);

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
