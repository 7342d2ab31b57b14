using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Engine;

/// <summary>The singleton inference service: one model, one thread that runs it, requests in batches. Thread-safe.</summary>
public sealed class InferenceEngine : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly RequestInbox _inbox;
    private readonly EngineLoop _loop;
    private readonly CancellationTokenSource _lifetime = new();
    private int _loadCount;

    /// <param name="prefixes">The on-disk prefix cache, which outlives the engine; null for none. The caller keeps ownership.</param>
    /// <param name="admission">Decides about each charged request; null to admit all.</param>
    /// <exception cref="InvalidOperationException">The libtorch that the environment variable names cannot be used.</exception>
    public InferenceEngine(EngineOptions options, TimeProvider clock, ILogger<InferenceEngine> logger, PrefixStore? prefixes = null, IRequestAdmission? admission = null)
    {
        ITensorBackend.Registered?.Prepare();
        _clock = clock;
        _inbox = new RequestInbox(options, clock, admission ?? new OpenAdmission());
        _loop = new EngineLoop(options, _inbox, logger, prefixes);
    }

    /// <summary>The loaded model; null before the first is loaded and while another is being loaded.</summary>
    public LoadedModel? Model => _loop.Model;

    /// <summary>The number of running and waiting requests.</summary>
    public int ActiveRequestCount => _inbox.Count;

    /// <summary>The engine's state after its last step.</summary>
    public EngineSnapshot Snapshot => _loop.Snapshot;

    /// <summary>Raised on any thread when <see cref="ActiveRequestCount"/> changes; handlers must neither block nor throw.</summary>
    public event Action? ActivityChanged
    {
        add => _inbox.Changed += value;
        remove => _inbox.Changed -= value;
    }

    /// <summary>The meter with the instruments of <see cref="EngineMetrics"/>.</summary>
    public Meter Meter => Metrics.Meter;

    internal EngineMetrics Metrics => _loop.Metrics;

    /// <summary>The running and waiting requests, in the order of their arrival.</summary>
    public IReadOnlyList<RequestRecord> Requests => _inbox.Records;

    /// <summary>Raised on the engine's thread when a request has ended; handlers must neither block nor throw.</summary>
    public event Action<EndedRequest>? RequestEnded
    {
        add => _inbox.RequestEnded += value;
        remove => _inbox.RequestEnded -= value;
    }

    /// <summary>Cancels a request.</summary>
    /// <returns>False if there is no such request.</returns>
    public bool Cancel(Guid id)
    {
        ActiveRequest? request = _inbox.Find(id);
        request?.Stream.Cancel();
        return request is not null;
    }

    /// <summary>Returns which request holds which block of the cache, after the current step.</summary>
    public Task<BlockMap> ReadBlocksAsync(CancellationToken cancellationToken = default) => _loop.ReadBlocksAsync(cancellationToken);

    /// <summary>
    /// Loads a model folder or GGUF file and replaces the current model. An unusable one is rejected first, and the
    /// current model stays. Then the current model is freed, because two models seldom fit in memory, and its requests
    /// end.
    /// </summary>
    /// <exception cref="Checkpoints.CheckpointException">The model cannot be used; the message says why, in one line.</exception>
    /// <exception cref="InvalidOperationException">Another load is running.</exception>
    public async Task LoadAsync(
        string path, InferenceOptions options, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _loadCount, 1) == 1)
        {
            throw new InvalidOperationException("Another model is being loaded.");
        }

        try
        {
            using CancellationTokenSource load = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.Token);
            using ModelFolder opened = await Task.Run(() => ModelFolder.Open(path, options), load.Token).ConfigureAwait(false);
            await _loop.RunExclusive(() => Replace(opened, options, progress, load.Token), load.Token).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Exchange(ref _loadCount, 0);
        }
    }

    /// <summary>Adds a request to the queue.</summary>
    /// <exception cref="ContextOverflowException">The prompt leaves no room for a single token.</exception>
    /// <exception cref="EngineUnavailableException">The queue is full, or no model is loaded.</exception>
    /// <exception cref="QuotaExceededException">A limit of the owner refuses the request.</exception>
    /// <exception cref="ArgumentException">A parameter or a token id is out of range, or the prompt is empty.</exception>
    public GenerationStream Submit(GenerationRequest request)
    {
        if (Model is not { } model)
        {
            Metrics.RequestRefused();
            throw new EngineUnavailableException(_loadCount > 0 ? "A model is being loaded." : "No model is loaded.");
        }

        if (request.Model != model)
        {
            Metrics.RequestRefused();
            throw new EngineUnavailableException("The model was changed since the request was made.");
        }

        RequestChecks.Validate(request);
        ActiveRequest active = new(request, _clock, _loop.Metrics, _loop.Wake);
        Enter(active);
        _loop.Wake();
        return active.Stream;
    }

    /// <summary>Ends every request and a running load, then frees the model.</summary>
    public void Dispose()
    {
        // Not disposed: a load that begins at this moment may still link itself to it.
        _lifetime.Cancel();
        _loop.Dispose();
    }

    private void Enter(ActiveRequest active)
    {
        try
        {
            _inbox.Add(active);
        }
        catch (EngineUnavailableException)
        {
            _loop.Metrics.RequestRefused();
            throw;
        }
        catch (QuotaExceededException exceeded)
        {
            _loop.Metrics.QuotaRefused(exceeded.Refusal.Limit);
            throw;
        }
    }

    private void Replace(ModelFolder folder, InferenceOptions options, IProgress<LoadProgress>? progress, CancellationToken cancellationToken)
    {
        LoadedModel? old = _loop.Model;
        _loop.Serve(null);
        old?.Dispose();
        progress?.Report(new LoadProgress(0, 1));
        LoadedModel loaded = LoadedModel.Load(folder, options, progress, cancellationToken);
        try
        {
            _loop.Serve(loaded);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }
}
