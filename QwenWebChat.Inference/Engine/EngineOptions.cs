namespace QwenWebChat.Inference.Engine;

/// <summary>Limits of the engine.</summary>
public sealed record EngineOptions
{
    /// <summary>Requests that are computed at a time; others wait.</summary>
    public int MaxRunningRequests { get; init; } = 32;

    /// <summary>Requests that may wait; one more is refused as busy.</summary>
    public int MaxWaitingRequests { get; init; } = 64;

    /// <summary>Requests of one user, running or waiting; one more is refused as busy.</summary>
    public int MaxRequestsPerUser { get; init; } = 16;

    /// <summary>
    /// How long a step may take: what reading a long prompt adds at most between two tokens of everybody else. None
    /// means 500 on a CPU and 100 on a GPU.
    /// </summary>
    public int? StepMilliseconds { get; init; }

    /// <summary>Prompt tokens of every step, whatever its time; for tests.</summary>
    internal int? ChunkTokens { get; init; }

    /// <summary>How long requests under way may go on when the application stops, before they are cancelled.</summary>
    public double ShutdownSeconds { get; init; } = 2;

    /// <exception cref="ArgumentException">A value is out of range; the message names it, the value and the range.</exception>
    public void Validate()
    {
        Require(MaxRunningRequests is >= 1 and <= 64, nameof(MaxRunningRequests), MaxRunningRequests, "1 to 64");
        Require(MaxWaitingRequests is >= 1 and <= 10_000, nameof(MaxWaitingRequests), MaxWaitingRequests, "1 to 10000");
        Require(MaxRequestsPerUser is >= 1 and <= 10_000, nameof(MaxRequestsPerUser), MaxRequestsPerUser, "1 to 10000");
        Require(StepMilliseconds is null or (>= 1 and <= 60_000), nameof(StepMilliseconds), StepMilliseconds, "1 to 60000");
        Require(ShutdownSeconds is >= 0 and <= 600, nameof(ShutdownSeconds), ShutdownSeconds, "0 to 600");
    }

    private static void Require(bool holds, string name, object? value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it must be {range}."));
        }
    }
}
