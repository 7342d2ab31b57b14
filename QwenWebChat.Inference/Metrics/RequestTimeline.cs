namespace QwenWebChat.Inference.Metrics;

/// <summary>The times and token counts of a request. Times count from its arrival, on a monotonic clock.</summary>
public sealed record RequestTimeline
{
    public required int PromptTokens { get; init; }

    /// <summary>Prompt tokens found in the prefix cache, in memory or on disk, and not computed.</summary>
    public required int CachedTokens { get; init; }

    /// <summary>The start of its first step; null if it never ran.</summary>
    public TimeSpan? Scheduled { get; init; }

    /// <summary>The time of each answer token.</summary>
    public IReadOnlyList<TimeSpan> TokenTimes { get; init; } = [];

    /// <summary>The time of its end.</summary>
    public TimeSpan Finished { get; init; }

    /// <summary>The number of times that its blocks were preempted and its tokens were computed again.</summary>
    public int PreemptionCount { get; init; }

    /// <summary>The YaRN factor of its context; 1 for none.</summary>
    public int YarnFactor { get; init; } = 1;

    public int NewTokens => TokenTimes.Count;

    /// <summary>The time from arrival to the first step, or to the end if there was none.</summary>
    public TimeSpan Queue => Scheduled ?? Finished;

    /// <summary>The time from arrival to the first token; zero if there was none.</summary>
    public TimeSpan TimeToFirstToken => TokenTimes.Count > 0 ? TokenTimes[0] : TimeSpan.Zero;

    /// <summary>The time from the first token to the last.</summary>
    public TimeSpan Decode => TokenTimes.Count > 0 ? TokenTimes[^1] - TokenTimes[0] : TimeSpan.Zero;

    /// <summary>The generation speed: tokens after the first divided by their time; 0 if there are none.</summary>
    public double TokensPerSecond => Decode > TimeSpan.Zero ? (NewTokens - 1) / Decode.TotalSeconds : 0;
}
