namespace QwenWebChat.Benchmarks.Serving;

/// <summary>How one request went. Times count from when the server took it.</summary>
internal sealed record RequestTimes
{
    public required int PromptTokens { get; init; }

    public required int NewTokens { get; init; }

    /// <summary>Prompt tokens that were cached and not run again.</summary>
    public int CachedTokens { get; init; }

    /// <summary>When each token came; a server that sends several in one event counts them as one here.</summary>
    public required IReadOnlyList<TimeSpan> TokenTimes { get; init; }

    /// <summary>When the answer was over.</summary>
    public required TimeSpan Finished { get; init; }

    /// <summary>How often the server was too busy before it took the request.</summary>
    public int RefusalCount { get; init; }

    /// <summary>From each token to the next.</summary>
    public IEnumerable<TimeSpan> Gaps => TokenTimes.Zip(TokenTimes.Skip(1), (earlier, later) => later - earlier);
}
