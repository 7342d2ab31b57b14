using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Benchmarks.Soaking;

/// <summary>A user who sends random requests and often does not wait for the answer.</summary>
internal sealed class SoakUser(InferenceEngine engine, int number, int seed, TimeProvider clock)
{
    private const int MaxNewTokens = 200;
    private const int PrefixCount = 4;
    private const int SeedStride = 10_000;

    // Maximum number of abandoned streams that are checked later; each holds its unread updates.
    private const int MaxAbandonedStreams = 32;

    private static readonly TimeSpan MaxEndWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Queue<GenerationStream> _left = [];
    private readonly Random _random = new((seed * SeedStride) + number);

    /// <summary>Number of requests that the engine accepted.</summary>
    public int AskedCount { get; private set; }

    /// <summary>Number of requests that the engine rejected, because it was busy or had no model.</summary>
    public int RefusedCount { get; private set; }

    /// <summary>Number of abandoned streams that did not end in time.</summary>
    public int EndlessCount { get; private set; }

    /// <summary>Sends requests until stopped; the last answer is then abandoned.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await AskAsync(stop).ConfigureAwait(false);
            }
            catch (EngineUnavailableException)
            {
                RefusedCount++;
                await Task.Delay(Pause, clock, CancellationToken.None).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The reader's token was cancelled, by the reader or at the end.
            }

            while (_left.Count > MaxAbandonedStreams)
            {
                await CheckEndAsync(_left.Dequeue()).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until every abandoned stream has ended.</summary>
    public async Task SettleAsync()
    {
        while (_left.TryDequeue(out GenerationStream? stream))
        {
            await CheckEndAsync(stream).ConfigureAwait(false);
        }
    }

    private async Task CheckEndAsync(GenerationStream stream)
    {
        using CancellationTokenSource timer = new(MaxEndWait, clock);
        try
        {
            await foreach (GenerationUpdate _ in stream.WithCancellation(timer.Token).ConfigureAwait(false))
            {
            }
        }
        catch (EngineUnavailableException)
        {
            // The model was unloaded, which also ends the stream.
        }
        catch (OperationCanceledException)
        {
            EndlessCount++;
        }
    }

    private async Task AskAsync(CancellationToken stop)
    {
        if (engine.Model is not { } model)
        {
            throw new EngineUnavailableException("No model is loaded.");
        }

        SoakBehavior behavior = Enum.GetValues<SoakBehavior>()[_random.Next(Enum.GetValues<SoakBehavior>().Length)];
        GenerationRequest request = Request(model);
        int patience = _random.Next(1, 30);
        GenerationStream stream = engine.Submit(request);
        AskedCount++;
        _left.Enqueue(stream);
        if (behavior == SoakBehavior.NeverRead)
        {
            await stream.GetAsyncEnumerator(stop).DisposeAsync().ConfigureAwait(false);
            return;
        }

        using CancellationTokenSource leave = CancellationTokenSource.CreateLinkedTokenSource(stop);
        leave.CancelAfter(behavior == SoakBehavior.CancelToken ? TimeSpan.FromMilliseconds(_random.Next(200)) : Timeout.InfiniteTimeSpan);
        await ReadAsync(stream, behavior, patience, leave.Token).ConfigureAwait(false);
    }

    /// <exception cref="InvalidOperationException">The stream ended before the reader left and without its last update.</exception>
    private static async Task ReadAsync(GenerationStream stream, SoakBehavior behavior, int patience, CancellationToken leave)
    {
        int tokens = 0;
        await foreach (GenerationUpdate update in stream.WithCancellation(leave).ConfigureAwait(false))
        {
            tokens += update is GenerationUpdate.Token ? 1 : 0;
            bool isInPrompt = update is GenerationUpdate.PromptRead or GenerationUpdate.Queued;
            if (update is GenerationUpdate.Finished || (behavior == SoakBehavior.VanishInPrompt && isInPrompt) || (behavior == SoakBehavior.VanishInAnswer && tokens == patience))
            {
                return;
            }

            if ((behavior == SoakBehavior.CancelPrompt && isInPrompt) || (behavior == SoakBehavior.CancelAnswer && tokens == patience))
            {
                stream.Cancel();
            }
        }

        throw new InvalidOperationException("A stream ended without its last update.");
    }

    private GenerationRequest Request(LoadedModel model)
    {
        // Short and long prompts are equally frequent; the maximum leaves space for one token.
        int prompt = (int)Math.Exp(_random.NextDouble() * Math.Log(model.ContextTokens - 1));
        Random prefix = new(_random.Next(PrefixCount));
        int shared = _random.Next(prompt + 1);
        return new GenerationRequest
        {
            Model = model,
            PromptIds = [.. Enumerable.Range(0, prompt).Select(i => (i < shared ? prefix : _random).Next(model.Config.VocabularySize))],
            Owner = new RequestOwner($"user {number}"),
            Priority = Enum.GetValues<RequestPriority>()[_random.Next(3)],
            Sampling = SamplingParams.From(model.Defaults.Sampling, new SamplingOverrides
            {
                MaxTokens = _random.Next(1, MaxNewTokens + 1),
                IgnoreEndTokens = _random.Next(2) == 0,
                Seed = (ulong)_random.Next(),
            }),
        };
    }
}
