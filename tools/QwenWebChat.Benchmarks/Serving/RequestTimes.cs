namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The times of one request, measured from its acceptance by the server.</summary>
internal sealed record RequestTimes
{
    public required int PromptTokens { get; init; }

    public required int NewTokens { get; init; }

    /// <summary>Prompt tokens that were served from the cache.</summary>
    public int CachedTokens { get; init; }

    /// <summary>The time of each token; several tokens in one event count as one.</summary>
    public required IReadOnlyList<TimeSpan> TokenTimes { get; init; }

    /// <summary>The time at which the answer ended.</summary>
    public required TimeSpan Finished { get; init; }

    /// <summary>The number of times that the server rejected the request because it was busy.</summary>
    public int RefusalCount { get; init; }

    /// <summary>The times between consecutive tokens.</summary>
    public IEnumerable<TimeSpan> Gaps => TokenTimes.Zip(TokenTimes.Skip(1), (earlier, later) => later - earlier);
}
