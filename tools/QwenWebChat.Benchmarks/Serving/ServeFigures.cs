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

    public required LatencyPercentiles? TimeToFirstToken { get; init; }

    public required LatencyPercentiles? InterTokenLatency { get; init; }

    /// <summary>Maximum time between two tokens of a stream, over all streams.</summary>
    public required LatencyPercentiles? LongestGap { get; init; }

    public required LatencyPercentiles? EndToEnd { get; init; }

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
        TimeToFirstToken = LatencyPercentiles.Of(requests.Where(request => request.TokenTimes.Count > 0).Select(request => request.TokenTimes[0])),
        InterTokenLatency = LatencyPercentiles.Of(requests.SelectMany(request => request.Gaps)),
        LongestGap = LatencyPercentiles.Of(requests.Where(request => request.TokenTimes.Count > 1).Select(request => request.Gaps.Max())),
        EndToEnd = LatencyPercentiles.Of(requests.Select(request => request.Finished)),
    };

    public IEnumerable<FormattableString> Lines()
    {
        string turns = Settings.Turns > 1 ? FormattableString.Invariant($" in {Settings.Turns} turns") : "";
        yield return $"{Model}, {Server}";
        yield return $"{Settings.Users} users, {Settings.Requests} times {Settings.PromptTokens} + {Settings.NewTokens} tokens{turns}, {Settings.SharedTokens} shared: {RequestCount} requests in {Seconds:0.0} s";
        yield return $"{"",-20}{"p50",10}{"p95",10}{"p99",10}";
        yield return Row("first token, ms", TimeToFirstToken);
        yield return Row("between tokens, ms", InterTokenLatency);
        yield return Row("longest gap, ms", LongestGap);
        yield return Row("end to end, ms", EndToEnd);
        yield return $"prompts   {PromptTokensPerSecond,8:0} tok/s";
        yield return $"answers   {NewTokensPerSecond,8:0} tok/s";
        yield return $"refused   {RefusalCount,8} as busy";
        if (Engine is { } engine)
        {
            yield return $"cache     {engine.Occupancy,8:P1} of {engine.CacheTokens} tokens at most; {engine.PrefixHitRate:P1} of prompts found in it; {engine.PreemptionCount} preemptions";
            yield return $"steps     {engine.StepCount,8} of {engine.StepTokens:0.0} tokens; {engine.StepOverhead:P1} of their time beside the model";
        }
    }

    private static FormattableString Row(string name, LatencyPercentiles? figures) =>
        $"{name,-20}{figures?.P50,10:0.0}{figures?.P95,10:0.0}{figures?.P99,10:0.0}";
}
