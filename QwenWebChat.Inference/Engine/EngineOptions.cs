namespace QwenWebChat.Inference.Engine;

/// <summary>Section <c>Engine</c>: the limits of the inference engine.</summary>
public sealed record EngineOptions
{
    /// <summary>Maximum number of requests that run at the same time; further requests wait.</summary>
    public int MaxRunningRequests { get; init; } = 32;

    /// <summary>Maximum number of requests that wait; further requests are rejected as busy, with the time after which to retry.</summary>
    public int MaxWaitingRequests { get; init; } = 64;

    /// <summary>
    /// Maximum number of running and waiting requests of one conversation, one summary, or one API key; further requests are
    /// rejected as busy. Quotas limit the requests of an account.
    /// </summary>
    public int MaxRequestsPerUser { get; init; } = 16;

    /// <summary>
    /// Target duration of one engine step in milliseconds: the longest delay that the prefill of one request adds between
    /// two tokens of the others. If not set, 500 on a CPU and 100 on a GPU.
    /// </summary>
    public int? StepMilliseconds { get; init; }

    /// <summary>
    /// Maximum number of tokens that are drafted in a step by copying earlier text, and verified together: text that repeats
    /// its prompt is decoded several tokens at a time, as far as that is faster. Answers stay the same. 0 switches it off.
    /// </summary>
    public int MaxDraftTokens { get; init; } = 7;

    /// <summary>
    /// True to share cached prefixes between owners: a prompt that another owner sent before saves its prefill. The time to the first
    /// token then tells each owner whether somebody else sent the same beginning of a prompt.
    /// </summary>
    public bool SharePrefixes { get; init; }

    /// <summary>A fixed number of prompt tokens in every step, regardless of its duration; for tests.</summary>
    internal int? ChunkTokens { get; init; }

    /// <summary>True to draft all that can be copied, regardless of success and durations; for tests.</summary>
    internal bool AlwaysDrafts { get; init; }

    /// <summary>Seconds that running requests may take to finish when the app stops, before they are cancelled.</summary>
    public double ShutdownSeconds { get; init; } = 2;

    /// <exception cref="ArgumentException">A value is out of range; the message has its name, the value and the allowed range.</exception>
    public void Validate()
    {
        Require(MaxRunningRequests is >= 1 and <= 64, nameof(MaxRunningRequests), MaxRunningRequests, "1 to 64");
        Require(MaxWaitingRequests is >= 1 and <= 10_000, nameof(MaxWaitingRequests), MaxWaitingRequests, "1 to 10000");
        Require(MaxRequestsPerUser is >= 1 and <= 10_000, nameof(MaxRequestsPerUser), MaxRequestsPerUser, "1 to 10000");
        Require(StepMilliseconds is null or (>= 1 and <= 60_000), nameof(StepMilliseconds), StepMilliseconds, "1 to 60000");
        Require(MaxDraftTokens is >= 0 and <= 15, nameof(MaxDraftTokens), MaxDraftTokens, "0 to 15");
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
