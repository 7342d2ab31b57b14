namespace QwenWebChat.App.Data;

/// <summary>A request that is over, with its figures; null is what it never came to. Times are whole microseconds.</summary>
internal sealed class ServedRequest
{
    /// <summary>In the order of writing; given by the database.</summary>
    public long Number { get; private set; }

    public required Guid Id { get; init; }

    public required DateTimeOffset ArrivedAt { get; init; }

    public required ServedKind Kind { get; init; }

    public required ServedOutcome Outcome { get; init; }

    /// <summary>Who asked; empty for the app itself.</summary>
    public required string UserId { get; init; }

    public required string Model { get; init; }

    public required int PromptTokens { get; init; }

    public int CachedTokens { get; init; }

    public int NewTokens { get; init; }

    public long? QueueMicroseconds { get; init; }

    public long? TimeToFirstTokenMicroseconds { get; init; }

    public long? DecodeMicroseconds { get; init; }

    /// <summary>Follows from the two before it; kept to sort by.</summary>
    public double? TokensPerSecond { get; init; }

    public long? InterTokenP50Microseconds { get; init; }

    public long? InterTokenP95Microseconds { get; init; }

    public long? InterTokenMaxMicroseconds { get; init; }

    public required long EndToEndMicroseconds { get; init; }

    public int PreemptionCount { get; init; }

    public string? Error { get; init; }

    /// <summary>What was asked; null unless an administrator had it kept. Last, so that reading the others never reads it.</summary>
    public string? PromptText { get; init; }
}
