namespace QwenWebChat.Inference.Metrics;

/// <summary>What a request took, and what it was given. Times count from its arrival, on a monotonic clock.</summary>
public sealed record RequestTimeline
{
    public required int PromptTokens { get; init; }

    /// <summary>Prompt tokens that were still cached, in memory or on disk, and not run again.</summary>
    public required int CachedTokens { get; init; }

    /// <summary>When its first step began; none where it never ran.</summary>
    public TimeSpan? Scheduled { get; init; }

    /// <summary>When each token of the answer came.</summary>
    public IReadOnlyList<TimeSpan> TokenTimes { get; init; } = [];

    /// <summary>When it was over.</summary>
    public TimeSpan Finished { get; init; }

    /// <summary>How often it had to give its memory up to others and was computed again.</summary>
    public int PreemptionCount { get; init; }

    /// <summary>How far the context was stretched by YaRN; 1 for not at all.</summary>
    public int YarnFactor { get; init; } = 1;

    public int NewTokens => TokenTimes.Count;

    /// <summary>From arrival to the first step, or to the end where there was none.</summary>
    public TimeSpan Queue => Scheduled ?? Finished;

    /// <summary>From arrival to the first token; zero where none came.</summary>
    public TimeSpan TimeToFirstToken => TokenTimes.Count > 0 ? TokenTimes[0] : TimeSpan.Zero;

    /// <summary>From the first token to the last.</summary>
    public TimeSpan Decode => TokenTimes.Count > 0 ? TokenTimes[^1] - TokenTimes[0] : TimeSpan.Zero;

    /// <summary>Tokens after the first, over the time they took; 0 where there is none.</summary>
    public double TokensPerSecond => Decode > TimeSpan.Zero ? (NewTokens - 1) / Decode.TotalSeconds : 0;
}
