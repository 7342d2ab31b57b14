using QwenWebChat.App.Data;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>A request as the pages show it, under way or over. Null is what it has not come to.</summary>
public sealed record RequestLine
{
    public required Guid Id { get; init; }

    /// <summary>Its place in the database; 0 where it is not there yet.</summary>
    internal long Number { get; init; }

    /// <summary>Who asked, as the engine knows them; empty for the app itself.</summary>
    public required string UserId { get; init; }

    /// <summary>Who asked, by name where it is known, by id otherwise; empty for the app itself.</summary>
    public required string User { get; init; }

    public required ServedKind Kind { get; init; }

    public required string Model { get; init; }

    public required DateTimeOffset ArrivedAt { get; init; }

    public required int PromptTokens { get; init; }

    public int CachedTokens { get; init; }

    /// <summary>Of the prompt, by now; of those under way only.</summary>
    public int ReadTokens { get; init; }

    public int NewTokens { get; init; }

    /// <summary>From arrival to the first step.</summary>
    public TimeSpan? Queue { get; init; }

    /// <summary>From arrival to the first token.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>From the first token to the last so far.</summary>
    public TimeSpan? Decode { get; init; }

    public double? TokensPerSecond { get; init; }

    public TimeSpan? InterTokenP50 { get; init; }

    public TimeSpan? InterTokenP95 { get; init; }

    public TimeSpan? InterTokenMax { get; init; }

    /// <summary>From arrival to the end, or until now.</summary>
    public required TimeSpan EndToEnd { get; init; }

    public int PreemptionCount { get; init; }

    /// <summary>Null while it is under way.</summary>
    public ServedOutcome? Outcome { get; init; }

    public string? Error { get; init; }

    public LinePhase Phase => Outcome is not null ? LinePhase.Ended
        : TimeToFirstToken is not null ? LinePhase.Decode
        : Queue is not null ? LinePhase.Prefill
        : LinePhase.Queue;

    public TimeSpan? Prefill => TimeToFirstToken - Queue;

    /// <summary>What it went through, in order. The last ends with the request: what follows the last token is its too.</summary>
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
