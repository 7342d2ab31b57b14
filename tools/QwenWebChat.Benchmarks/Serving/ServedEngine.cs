using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.Inference.Engine;
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

    private ServedEngine(EngineOptions options)
    {
        Engine = new InferenceEngine(options, TimeProvider.System, NullLogger<InferenceEngine>.Instance);
    }

    public InferenceEngine Engine { get; }

    public LoadedModel Model => Engine.Model ?? throw new InvalidOperationException("No model is loaded.");

    /// <summary>Peak number of cache tokens in the blocks of running requests, sampled after each update.</summary>
    public int PeakUsedTokens { get; private set; }

    /// <summary>The engine's state after the warm-up.</summary>
    public EngineSnapshot Start { get; private set; } = new();

    /// <summary>Loads the model and runs a few warm-up steps.</summary>
    /// <exception cref="Inference.Checkpoints.CheckpointException">The model does not exist or cannot be run.</exception>
    public static async Task<ServedEngine> StartAsync(EngineSettings settings, CancellationToken cancellationToken, EngineOptions? options = null)
    {
        ServedEngine served = new(options ?? new EngineOptions());
        try
        {
            await served.Engine.LoadAsync(settings.Model, settings.Options, progress: null, cancellationToken).ConfigureAwait(false);
            int[] prompt = [.. Enumerable.Repeat(1, Math.Min(WarmUpPromptTokens, served.Model.ContextTokens - WarmUpNewTokens))];
            await served.ReadAsync(served.Submit("warm-up", prompt, WarmUpNewTokens, seed: 0), cancellationToken).ConfigureAwait(false);
            (served.Start, served.PeakUsedTokens) = (served.Engine.Snapshot, 0);
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
    public GenerationStream Submit(string user, IReadOnlyList<int> prompt, int newTokens, ulong seed) => Engine.Submit(new GenerationRequest
    {
        Model = Model,
        PromptIds = prompt,
        Owner = new RequestOwner(user),
        Priority = RequestPriority.Interactive,
        Sampling = SamplingParams.From(Model.Defaults.Sampling, new SamplingOverrides { MaxTokens = newTokens, IgnoreEndTokens = true, Seed = seed }),
    });

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="seen">Receives each update before the last one.</param>
    public async Task<GenerationUpdate.Finished> ReadAsync(GenerationStream stream, CancellationToken cancellationToken, Action<GenerationUpdate>? seen = null)
    {
        await foreach (GenerationUpdate update in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            int used = Engine.Snapshot.UsedTokens;
            lock (_gate)
            {
                PeakUsedTokens = Math.Max(PeakUsedTokens, used);
            }

            if (update is GenerationUpdate.Finished finished)
            {
                return finished;
            }

            seen?.Invoke(update);
        }

        throw new InvalidOperationException("A stream ended without its last update.");
    }

    public void Dispose() => Engine.Dispose();
}
