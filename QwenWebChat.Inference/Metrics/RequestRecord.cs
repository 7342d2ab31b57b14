namespace QwenWebChat.Inference.Metrics;

/// <summary>A request as an operator sees it, under way or over: its figures, never its text. Times are of a monotonic clock.</summary>
public sealed record RequestRecord
{
    public required Guid Id { get; init; }

    /// <summary>Who asked; empty for the app itself.</summary>
    public required string UserId { get; init; }

    public required RequestKind Kind { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    public required DateTimeOffset ArrivedAt { get; init; }

    public required int PromptTokens { get; init; }

    /// <summary>Prompt tokens that were still cached, in memory or on disk, and not run again.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Prompt tokens that are read by now, cached ones included.</summary>
    public int ReadTokens { get; init; }

    /// <summary>Tokens of the answer, so far or in all.</summary>
    public int NewTokens { get; init; }

    /// <summary>From arrival to the first step; null where there was none.</summary>
    public TimeSpan? Queue { get; init; }

    /// <summary>From arrival to the first token; null where none came.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>From the first token to the last so far; null where none came.</summary>
    public TimeSpan? Decode { get; init; }

    /// <summary>The median time between two tokens; null where there are fewer than two.</summary>
    public TimeSpan? InterTokenP50 { get; init; }

    /// <summary>The time that 95 of 100 gaps between two tokens do not exceed; null where there are fewer than two tokens.</summary>
    public TimeSpan? InterTokenP95 { get; init; }

    /// <summary>The longest time between two tokens; null where there are fewer than two.</summary>
    public TimeSpan? InterTokenMax { get; init; }

    /// <summary>From arrival to the end, or until now.</summary>
    public required TimeSpan EndToEnd { get; init; }

    /// <summary>How often it gave its memory up to others.</summary>
    public int PreemptionCount { get; init; }

    /// <summary>How it ended; null while it is under way.</summary>
    public RequestOutcome? Outcome { get; init; }

    /// <summary>Why it failed, in one line; null where it did not.</summary>
    public string? Error { get; init; }

    public RequestPhase Phase => Outcome is not null ? RequestPhase.Ended
        : TimeToFirstToken is not null ? RequestPhase.Decode
        : Queue is not null ? RequestPhase.Prefill
        : RequestPhase.Queue;

    /// <summary>From the first step to the first token; null where none came.</summary>
    public TimeSpan? Prefill => TimeToFirstToken - Queue;

    /// <summary>Tokens after the first over the time that they took; null where there is none.</summary>
    public double? TokensPerSecond => Decode is { } decode && decode > TimeSpan.Zero ? (NewTokens - 1) / decode.TotalSeconds : null;
}
