namespace QwenWebChat.App.Chat;

/// <summary>What an answer took.</summary>
/// <param name="AnswerTokens">Tokens of the answer; null where the model did not say.</param>
/// <param name="TokensPerSecond">After the first token; 0 where it cannot be known.</param>
/// <param name="TimeToFirstToken">From sending to the first token.</param>
public sealed record AnswerFigures(long? AnswerTokens, double TokensPerSecond, TimeSpan TimeToFirstToken)
{
    /// <summary>Prompt tokens that were still computed from before.</summary>
    public int CachedTokens { get; init; }

    /// <summary>How far the model's context was stretched for it; 1 for not at all.</summary>
    public int YarnFactor { get; init; } = 1;
}
