namespace QwenWebChat.App.Documents.Summaries;

/// <summary>The measured speed of the engine for one request.</summary>
/// <param name="PrefillTokensPerSecond">The speed of prefill.</param>
/// <param name="DecodeTokensPerSecond">The speed of decoding.</param>
public sealed record SummaryPace(double PrefillTokensPerSecond, double DecodeTokensPerSecond)
{
    /// <summary>Returns the time of requests that run one after another; null if a speed is unknown.</summary>
    public TimeSpan? Estimate(long readTokens, long writtenTokens) =>
        PrefillTokensPerSecond > 0 && DecodeTokensPerSecond > 0
            ? TimeSpan.FromSeconds((readTokens / PrefillTokensPerSecond) + (writtenTokens / DecodeTokensPerSecond))
            : null;
}
