namespace QwenWebChat.Inference.Engine;

/// <summary>What a request took. Durations come from a monotonic clock.</summary>
public sealed record GenerationTimings
{
    public required int PromptTokens { get; init; }

    /// <summary>Prompt tokens that were still cached and not run again.</summary>
    public required int CachedTokens { get; init; }

    public required int NewTokens { get; init; }

    /// <summary>From arrival to the first step.</summary>
    public required TimeSpan Queue { get; init; }

    /// <summary>From arrival to the first token; zero where none came.</summary>
    public required TimeSpan TimeToFirstToken { get; init; }

    /// <summary>From the first token to the last.</summary>
    public required TimeSpan Decode { get; init; }

    /// <summary>Tokens after the first, over the time they took; 0 where there is none.</summary>
    public double TokensPerSecond => Decode > TimeSpan.Zero ? (NewTokens - 1) / Decode.TotalSeconds : 0;
}
