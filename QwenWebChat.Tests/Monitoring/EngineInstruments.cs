using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>The instruments of an engine that serves a model, each with something in it.</summary>
internal sealed class EngineInstruments(string model) : IDisposable
{
    private readonly EngineMetrics _metrics = new(() => new EngineSnapshot { RunningCount = 1, WaitingCount = 2, CacheTokens = 100, UsedTokens = 50 });

    /// <summary>
    /// Loads the model, and measures a step, a draft, two tokens and a request for each way to end. What nobody listens to yet is
    /// lost: the app must run by then.
    /// </summary>
    public void Measure()
    {
        _metrics.Serve(model, new CacheDescription(16, 4096, "bfloat16", "CPU"));
        _metrics.PrefixesLookedUp(100, 60);
        _metrics.StepEnded(promptTokens: 40, generationTokens: 2, preemptionCount: 1);
        _metrics.DraftVerified(draftedTokens: 3, acceptedTokens: 1);
        _metrics.FirstTokenCame(10, TimeSpan.FromSeconds(0.3));
        _metrics.TokenCame(TimeSpan.FromSeconds(0.02));
        foreach (FinishReason reason in Enum.GetValues<FinishReason>())
        {
            _metrics.RequestEnded(Records.Waiting().Decoding().Ended(reason));
        }
    }

    public void Dispose() => _metrics.Dispose();
}
