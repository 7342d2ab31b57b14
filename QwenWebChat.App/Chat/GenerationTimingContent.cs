using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Chat;

/// <summary>How long an answer took; in the last update of the response stream, beside <see cref="UsageContent"/>.</summary>
public sealed class GenerationTimingContent : AIContent
{
    /// <summary>From the request's arrival to its first token.</summary>
    public TimeSpan TimeToFirstToken { get; init; }

    /// <summary>New tokens after the first, over the time they took; 0 for a single token.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Prompt tokens that were still computed from before.</summary>
    public int CachedTokens { get; init; }

    /// <summary>How far the model's context was stretched for it by YaRN; 1 for not at all.</summary>
    public int YarnFactor { get; init; } = 1;
}
