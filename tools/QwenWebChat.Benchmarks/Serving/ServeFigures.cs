namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The results of a load on a served model. Times are in milliseconds.</summary>
internal sealed record ServeFigures
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>A description of the server.</summary>
    public required string Server { get; init; }

    public required ServeSettings Settings { get; init; }

    public required int RequestCount { get; init; }

    /// <summary>The number of times that the server rejected a request because it was busy.</summary>
    public required int RefusalCount { get; init; }

    /// <summary>Seconds from the first request to the end of the last one.</summary>
    public required double Seconds { get; init; }

    public required long PromptTokens { get; init; }

    /// <summary>Prompt tokens that were served from the cache.</summary>
    public required long CachedTokens { get; init; }

    public required long NewTokens { get; init; }

    public required Percentiles? TimeToFirstToken { get; init; }

    public required Percentiles? InterTokenLatency { get; init; }

    /// <summary>Maximum time between two tokens of a stream, over all streams.</summary>
    public required Percentiles? LongestGap { get; init; }

    public required Percentiles? EndToEnd { get; init; }

    /// <summary>The engine's figures; null for an external server.</summary>
    public EngineFigures? Engine { get; init; }

    /// <summary>Tokens per second of all users together, cached ones included.</summary>
    public double PromptTokensPerSecond => PromptTokens / Seconds;

    /// <summary>Tokens per second of all users together.</summary>
    public double NewTokensPerSecond => NewTokens / Seconds;

    public static ServeFigures Of(string model, string server, ServeSettings settings, IReadOnlyList<RequestTimes> requests, TimeSpan elapsed) => new()
    {
        Model = model,
        Server = server,
        Settings = settings,
        RequestCount = requests.Count,
        RefusalCount = requests.Sum(request => request.RefusalCount),
        Seconds = elapsed.TotalSeconds,
        PromptTokens = requests.Sum(request => (long)request.PromptTokens),
        CachedTokens = requests.Sum(request => (long)request.CachedTokens),
        NewTokens = requests.Sum(request => (long)request.NewTokens),
        TimeToFirstToken = Percentiles.Of(requests.Where(request => request.TokenTimes.Count > 0).Select(request => request.TokenTimes[0])),
        InterTokenLatency = Percentiles.Of(requests.SelectMany(request => request.Gaps)),
        LongestGap = Percentiles.Of(requests.Where(request => request.TokenTimes.Count > 1).Select(request => request.Gaps.Max())),
        EndToEnd = Percentiles.Of(requests.Select(request => request.Finished)),
    };
}
