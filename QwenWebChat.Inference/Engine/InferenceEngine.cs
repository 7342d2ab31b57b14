using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Engine;

/// <summary>
/// The singleton inference service: one model, one thread that runs it, requests in batches. Everything but the
/// loop itself may be called from any thread.
/// </summary>
public sealed class InferenceEngine : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly RequestInbox _inbox;
    private readonly EngineLoop _loop;
    private readonly CancellationTokenSource _lifetime = new();
    private int _loadCount;

    /// <param name="prefixes">What is kept of prompts on disk, beyond the engine's life; null for nothing. Stays the caller's.</param>
    /// <exception cref="InvalidOperationException">The libtorch that the environment names cannot be used.</exception>
    public InferenceEngine(EngineOptions options, TimeProvider clock, ILogger<InferenceEngine> logger, PrefixStore? prefixes = null)
    {
        ITensorBackend.Registered?.Prepare();
        _clock = clock;
        _inbox = new RequestInbox(options, clock);
        _loop = new EngineLoop(options, _inbox, logger, prefixes);
    }

    /// <summary>The model that answers; none before the first is loaded and while another is being loaded.</summary>
    public LoadedModel? Model => _loop.Model;

    /// <summary>Requests running or waiting.</summary>
    public int ActiveRequestCount => _inbox.Count;

    /// <summary>Where the engine stands after its last step.</summary>
    public EngineSnapshot Snapshot => _loop.Snapshot;

    /// <summary>Raised, on the engine's thread or a caller's, when that count changes; handlers neither block nor throw.</summary>
    public event Action? ActivityChanged
    {
        add => _inbox.Changed += value;
        remove => _inbox.Changed -= value;
    }

    /// <summary>What the engine tells of itself to whoever listens: the instruments of <see cref="EngineMetrics"/>.</summary>
    public Meter Meter => Metrics.Meter;

    internal EngineMetrics Metrics => _loop.Metrics;

    /// <summary>The requests under way, in the order of their arrival.</summary>
    public IReadOnlyList<RequestRecord> Requests => _inbox.Records;

    /// <summary>A request is over. Raised on the engine's thread; handlers neither block nor throw.</summary>
    public event Action<EndedRequest>? RequestEnded
    {
        add => _inbox.RequestEnded += value;
        remove => _inbox.RequestEnded -= value;
    }

    /// <summary>Ends a request as its reader could.</summary>
    /// <returns>False where none of that name is under way.</returns>
    public bool Cancel(Guid id)
    {
        ActiveRequest? request = _inbox.Find(id);
        request?.Stream.Cancel();
        return request is not null;
    }

    /// <summary>Who holds which block of the cache, after the step that is running.</summary>
    public Task<BlockMap> ReadBlocksAsync(CancellationToken cancellationToken = default) => _loop.ReadBlocksAsync(cancellationToken);

    /// <summary>
    /// Loads a model folder or GGUF file in place of the present one. One that is no good is refused first, and the present
    /// model stays. After that its memory is given up, since two models seldom fit, and requests under way end.
    /// </summary>
    /// <exception cref="Checkpoints.CheckpointException">What is wrong with it, in one line.</exception>
    /// <exception cref="InvalidOperationException">Another load is under way.</exception>
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

    /// <summary>Puts a request in line.</summary>
    /// <exception cref="ContextOverflowException">The prompt leaves no room for a single token.</exception>
    /// <exception cref="EngineUnavailableException">The line is full, or no model is loaded.</exception>
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

        Validate(request);
        ActiveRequest active = new(request, _clock, _loop.Metrics, _loop.Wake);
        Enter(active);
        _loop.Wake();
        return active.Stream;
    }

    /// <summary>Ends every request and a load that is under way, then frees the model.</summary>
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
    }

    private static void Validate(GenerationRequest request)
    {
        request.Sampling.Validate();
        int vocabulary = request.Model.Config.VocabularySize;
        if (request.PromptIds.Count == 0)
        {
            throw new ArgumentException("The prompt is empty; it needs at least one token.");
        }

        foreach (int id in request.PromptIds.Where(id => id < 0 || id >= vocabulary).Take(1))
        {
            throw new ArgumentException($"The prompt holds token id {id}; this model's ids are 0 to {vocabulary - 1}.");
        }

        if (request.KeepPrefixTokens < 0 || request.KeepPrefixTokens > request.PromptIds.Count)
        {
            throw new ArgumentException($"KeepPrefixTokens is {request.KeepPrefixTokens}; it must be 0 to the prompt's {request.PromptIds.Count} tokens.");
        }

        if (request.ContinuedCount < 0 || request.ContinuedCount > request.PromptIds.Count)
        {
            throw new ArgumentException($"ContinuedCount is {request.ContinuedCount}; it must be 0 to the prompt's {request.PromptIds.Count} tokens.");
        }

        if (request.PromptIds.Count >= request.Model.ContextTokens)
        {
            throw new ContextOverflowException(request.PromptIds.Count, request.Model.ContextTokens, request.Model.ContextLimit);
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
