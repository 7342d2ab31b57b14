using QwenWebChat.App.Data;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>A request as the pages show it, active or ended. Null values are not known yet.</summary>
public sealed record RequestLine
{
    public required Guid Id { get; init; }

    /// <summary>The row number in the database; 0 if the request is not stored yet.</summary>
    internal long Number { get; init; }

    /// <summary>The user's id in the engine; empty for the app itself.</summary>
    public required string UserId { get; init; }

    /// <summary>The user's name, or the id if the name is unknown; empty for the app itself.</summary>
    public required string User { get; init; }

    public required ServedKind Kind { get; init; }

    public required string Model { get; init; }

    public required DateTimeOffset ArrivedAt { get; init; }

    public required int PromptTokens { get; init; }

    public int CachedTokens { get; init; }

    /// <summary>Prompt tokens prefilled so far; only for active requests.</summary>
    public int ReadTokens { get; init; }

    public int NewTokens { get; init; }

    /// <summary>Time from arrival to the first step.</summary>
    public TimeSpan? Queue { get; init; }

    /// <summary>Time from arrival to the first token.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Time from the first token to the last one so far.</summary>
    public TimeSpan? Decode { get; init; }

    public double? TokensPerSecond { get; init; }

    public TimeSpan? InterTokenP50 { get; init; }

    public TimeSpan? InterTokenP95 { get; init; }

    public TimeSpan? InterTokenMax { get; init; }

    /// <summary>Time from arrival to the end, or until now.</summary>
    public required TimeSpan EndToEnd { get; init; }

    public int PreemptionCount { get; init; }

    /// <summary>The outcome; null while the request is active.</summary>
    public ServedOutcome? Outcome { get; init; }

    public string? Error { get; init; }

    public LinePhase Phase => Outcome is not null ? LinePhase.Ended
        : TimeToFirstToken is not null ? LinePhase.Decode
        : Queue is not null ? LinePhase.Prefill
        : LinePhase.Queue;

    public TimeSpan? Prefill => TimeToFirstToken - Queue;

    /// <summary>The phases of the request, in order. The last phase extends to the end of the request.</summary>
    public IEnumerable<PhaseStretch> Stretches
    {
        get
        {
            bool isRunning = Outcome is null;
            TimeSpan queue = Queue ?? EndToEnd;
            yield return new PhaseStretch(LinePhase.Queue, TimeSpan.Zero, queue, isRunning && Queue is null);
            if (Queue is null)
            {
                yield break;
            }

            TimeSpan first = TimeToFirstToken ?? EndToEnd;
            yield return new PhaseStretch(LinePhase.Prefill, queue, first - queue, isRunning && TimeToFirstToken is null);
            if (TimeToFirstToken is not null)
            {
                yield return new PhaseStretch(LinePhase.Decode, first, EndToEnd - first, isRunning);
            }
        }
    }
}
