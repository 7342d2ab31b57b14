namespace QwenWebChat.App.Documents.Summaries;

/// <summary>How fast the engine was measured to be for one request.</summary>
/// <param name="PrefillTokensPerSecond">Tokens read.</param>
/// <param name="DecodeTokensPerSecond">Tokens written.</param>
public sealed record SummaryPace(double PrefillTokensPerSecond, double DecodeTokensPerSecond)
{
    /// <summary>How long it takes one request after the other; null where a speed is not known.</summary>
    public TimeSpan? Estimate(long readTokens, long writtenTokens) =>
        PrefillTokensPerSecond > 0 && DecodeTokensPerSecond > 0
            ? TimeSpan.FromSeconds((readTokens / PrefillTokensPerSecond) + (writtenTokens / DecodeTokensPerSecond))
            : null;
}
