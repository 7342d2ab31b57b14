namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The times of one request, measured from its acceptance by the server.</summary>
/// <param name="CachedTokens">Prompt tokens that were served from the cache.</param>
/// <param name="TokenTimes">The time of each token; several tokens in one event count as one.</param>
/// <param name="Finished">The time at which the answer ended.</param>
/// <param name="RefusalCount">The number of times that the server rejected the request because it was busy.</param>
internal sealed record RequestTimes(int PromptTokens, int NewTokens, int CachedTokens, IReadOnlyList<TimeSpan> TokenTimes, TimeSpan Finished, int RefusalCount)
{
    /// <summary>The times between consecutive tokens.</summary>
    public IEnumerable<TimeSpan> Gaps => TokenTimes.Zip(TokenTimes.Skip(1), (earlier, later) => later - earlier);
}
