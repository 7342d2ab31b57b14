namespace QwenWebChat.Inference.Metrics;

/// <summary>The figures of an active or ended request for operators, never its text. Times are those of a monotonic clock.</summary>
public sealed record RequestRecord
{
    public required Guid Id { get; init; }

    /// <summary>The user; empty for the app itself.</summary>
    public required string UserId { get; init; }

    public required RequestKind Kind { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    public required DateTimeOffset ArrivedAt { get; init; }

    public required int PromptTokens { get; init; }

    /// <summary>Prompt tokens found in the prefix cache, in memory or on disk, and not computed.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Prompt tokens prefilled so far, including cached ones. The history does not store them.</summary>
    public int PrefilledTokens { get; init; }

    /// <summary>The number of answer tokens so far or in total.</summary>
    public int NewTokens { get; init; }

    /// <summary>The number of answer tokens that were accepted drafts, so that they took no step of their own.</summary>
    public int AcceptedTokens { get; init; }

    /// <summary>The time from arrival to the first step; null if there was none.</summary>
    public TimeSpan? Queue { get; init; }

    /// <summary>The time from arrival to the first token; null if there was none.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>The time from the first token to the latest; null if there was none.</summary>
    public TimeSpan? Decode { get; init; }

    /// <summary>The median time between two tokens; null for fewer than two tokens.</summary>
    public TimeSpan? InterTokenP50 { get; init; }

    /// <summary>The 95th percentile of the time between two tokens; null for fewer than two tokens.</summary>
    public TimeSpan? InterTokenP95 { get; init; }

    /// <summary>The maximum time between two tokens; null for fewer than two tokens.</summary>
    public TimeSpan? InterTokenMax { get; init; }

    /// <summary>The time from arrival to the end, or until now.</summary>
    public required TimeSpan EndToEnd { get; init; }

    /// <summary>The number of times that its blocks were preempted.</summary>
    public int PreemptionCount { get; init; }

    /// <summary>The YaRN factor of its context; 1 for none. The history does not store it.</summary>
    public int YarnFactor { get; init; } = 1;

    /// <summary>The reason of its end; null while the request is active.</summary>
    public FinishReason? FinishReason { get; init; }

    /// <summary>The reason of a failure, in one line; null for none.</summary>
    public string? Error { get; init; }

    public RequestPhase Phase => FinishReason is not null ? RequestPhase.Ended
        : TimeToFirstToken is not null ? RequestPhase.Decode
        : Queue is not null ? RequestPhase.Prefill
        : RequestPhase.Queue;

    /// <summary>The time from the first step to the first token; null if there was none.</summary>
    public TimeSpan? Prefill => TimeToFirstToken - Queue;

    /// <summary>The generation speed: tokens after the first divided by their time; null if there are none.</summary>
    public double? TokensPerSecond => Decode is { } decode && decode > TimeSpan.Zero ? (NewTokens - 1) / decode.TotalSeconds : null;

    /// <summary>The mean number of tokens that a step generated; null if no drafted token was accepted.</summary>
    public double? TokensPerStep => AcceptedTokens > 0 ? NewTokens / (double)(NewTokens - AcceptedTokens) : null;

    /// <summary>The phases of the request, in order. The last phase extends to the end of the request, or until now.</summary>
    public IEnumerable<PhaseInterval> Phases
    {
        get
        {
            bool isActive = FinishReason is null;
            TimeSpan queue = Queue ?? EndToEnd;
            yield return new PhaseInterval(RequestPhase.Queue, TimeSpan.Zero, queue, isActive && Queue is null);
            if (Queue is null)
            {
                yield break;
            }

            TimeSpan first = TimeToFirstToken ?? EndToEnd;
            yield return new PhaseInterval(RequestPhase.Prefill, queue, first - queue, isActive && TimeToFirstToken is null);
            if (TimeToFirstToken is not null)
            {
                yield return new PhaseInterval(RequestPhase.Decode, first, EndToEnd - first, isActive);
            }
        }
    }
}
