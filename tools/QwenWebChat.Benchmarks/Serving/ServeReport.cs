namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Writes the results of a load on a served model. Times are in milliseconds.</summary>
internal static class ServeReport
{
    /// <param name="server">A description of the server.</param>
    /// <param name="engine">The engine's figures; null for an external server.</param>
    public static void Write(
        CommandOutput output, string model, string server, ServeSettings settings, IReadOnlyList<RequestTimes> requests, double seconds, EngineFigures? engine)
    {
        int refusalCount = requests.Sum(request => request.RefusalCount);
        (long promptTokens, long newTokens) = (requests.Sum(request => (long)request.PromptTokens), requests.Sum(request => (long)request.NewTokens));
        LatencyPercentiles? first = LatencyPercentiles.Of(requests.SelectMany(request => request.TokenTimes.Take(1)));
        LatencyPercentiles? between = LatencyPercentiles.Of(requests.SelectMany(request => request.Gaps));

        // The maximum time between two tokens of each stream.
        LatencyPercentiles? longest = LatencyPercentiles.Of(requests.Where(request => request.TokenTimes.Count > 1).Select(request => request.Gaps.Max()));
        LatencyPercentiles? endToEnd = LatencyPercentiles.Of(requests.Select(request => request.Finished));
        string turns = settings.Turns > 1 ? FormattableString.Invariant($" in {settings.Turns} turns") : "";
        output.Write(
            new
            {
                model,
                server,
                settings,
                requestCount = requests.Count,
                refusalCount,
                seconds,
                promptTokens,
                cachedTokens = requests.Sum(request => (long)request.CachedTokens),
                newTokens,
                timeToFirstToken = first,
                interTokenLatency = between,
                longestGap = longest,
                endToEnd,
                engine,
                promptTokensPerSecond = promptTokens / seconds,
                newTokensPerSecond = newTokens / seconds,
            },
            [
                $"{model}, {server}",
                $"{settings.Users} users, {settings.Requests} times {settings.PromptTokens} + {settings.NewTokens} tokens{turns}, {settings.SharedTokens} shared: {requests.Count} requests in {seconds:0.0} s",
                $"{"",-20}{"p50",10}{"p95",10}{"p99",10}",
                Row("first token, ms", first),
                Row("between tokens, ms", between),
                Row("longest gap, ms", longest),
                Row("end to end, ms", endToEnd),
                $"prompts   {promptTokens / seconds,8:0} tok/s",
                $"answers   {newTokens / seconds,8:0} tok/s",
                $"refused   {refusalCount,8} as busy",
                .. Lines(engine),
            ]);
    }

    private static FormattableString Row(string name, LatencyPercentiles? figures) =>
        $"{name,-20}{figures?.P50,10:0.0}{figures?.P95,10:0.0}{figures?.P99,10:0.0}";

    private static IEnumerable<FormattableString> Lines(EngineFigures? engine) => engine is null ? [] :
    [
        $"cache     {engine.Occupancy,8:P1} of {engine.CacheTokens} tokens at most; {engine.PrefixHitRate:P1} of prompts found in it; {engine.PreemptionCount} preemptions",
        $"steps     {engine.StepCount,8} of {engine.StepTokens:0.0} tokens; {engine.StepOverhead:P1} of their time beside the model",
    ];
}
