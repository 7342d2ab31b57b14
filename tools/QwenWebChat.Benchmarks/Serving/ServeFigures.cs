namespace QwenWebChat.Benchmarks.Serving;

/// <summary>How a served model held up under a load. Times are in milliseconds.</summary>
internal sealed record ServeFigures
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Where and how it runs, in words.</summary>
    public required string Server { get; init; }

    public required ServeSettings Settings { get; init; }

    public required int RequestCount { get; init; }

    /// <summary>How often the server was too busy to take a request.</summary>
    public required int RefusalCount { get; init; }

    /// <summary>From the first request to the end of the last.</summary>
    public required double Seconds { get; init; }

    public required long PromptTokens { get; init; }

    /// <summary>Prompt tokens that were cached and not run again.</summary>
    public required long CachedTokens { get; init; }

    public required long NewTokens { get; init; }

    public required Percentiles? TimeToFirstToken { get; init; }

    public required Percentiles? InterTokenLatency { get; init; }

    /// <summary>The longest wait between two tokens of a stream, over all streams.</summary>
    public required Percentiles? LongestGap { get; init; }

    public required Percentiles? EndToEnd { get; init; }

    /// <summary>Null for a server elsewhere.</summary>
    public EngineFigures? Engine { get; init; }

    /// <summary>Of all users together, cached ones included.</summary>
    public double PromptTokensPerSecond => PromptTokens / Seconds;

    /// <summary>Of all users together.</summary>
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
