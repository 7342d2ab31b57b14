using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The engine in this process with one model, used through its public interface.</summary>
internal sealed class ServedEngine : IDisposable
{
    private const int WarmUpPromptTokens = 16;
    private const int WarmUpNewTokens = 4;

    private readonly Lock _gate = new();
    private EngineSnapshot _start = new();

    private ServedEngine(InferenceEngine engine)
    {
        Engine = engine;
    }

    public InferenceEngine Engine { get; }

    public LoadedModel Model => Engine.Model ?? throw new InvalidOperationException("No model is loaded.");

    /// <summary>Peak number of cache tokens in the blocks of running requests, sampled after each update.</summary>
    public int PeakUsedTokens { get; private set; }

    /// <summary>The engine's state after the warm-up.</summary>
    public EngineSnapshot Start => _start;

    /// <summary>Loads the model and runs a few warm-up steps.</summary>
    /// <param name="prefixes">The on-disk prefix cache; the caller disposes it.</param>
    /// <exception cref="Inference.Checkpoints.CheckpointException">The model does not exist or cannot be run.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static async Task<ServedEngine> StartAsync(string path, InferenceOptions options, CancellationToken cancellationToken, PrefixStore? prefixes = null)
    {
        options.Validate();
        ServedEngine served = new(new InferenceEngine(new EngineOptions(), TimeProvider.System, NullLogger<InferenceEngine>.Instance, prefixes));
        try
        {
            await served.Engine.LoadAsync(path, options, progress: null, cancellationToken).ConfigureAwait(false);
            int[] prompt = [.. Enumerable.Repeat(1, Math.Min(WarmUpPromptTokens, served.Model.ContextTokens - WarmUpNewTokens))];
            await foreach (GenerationUpdate _ in served.Submit("warm-up", prompt, WarmUpNewTokens, seed: 0).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
            }

            served._start = served.Engine.Snapshot;
            return served;
        }
        catch
        {
            served.Dispose();
            throw;
        }
    }

    /// <summary>Submits a request with the sampling values that the model's authors recommend.</summary>
    /// <exception cref="EngineUnavailableException">The queue is full.</exception>
    public GenerationStream Submit(string user, IReadOnlyList<int> prompt, int newTokens, ulong seed, int keepTokens = 0) => Engine.Submit(new GenerationRequest
    {
        Model = Model,
        PromptIds = prompt,
        Owner = new RequestOwner(user),
        KeepPrefixTokens = keepTokens,
        Priority = RequestPriority.Interactive,
        Sampling = SamplingParams.From(Model.Defaults.Sampling, new SamplingOverrides { MaxTokens = newTokens, IgnoreEndTokens = true, Seed = seed }),
    });

    /// <summary>Records the current cache occupancy.</summary>
    public void NoteOccupancy()
    {
        int used = Engine.Snapshot.UsedTokens;
        lock (_gate)
        {
            PeakUsedTokens = Math.Max(PeakUsedTokens, used);
        }
    }

    public void Dispose() => Engine.Dispose();
}
