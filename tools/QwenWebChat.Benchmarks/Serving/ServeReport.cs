namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Formats the results of a load as a table.</summary>
internal static class ServeReport
{
    public static IEnumerable<FormattableString> Lines(ServeFigures figures)
    {
        ServeSettings settings = figures.Settings;
        string turns = settings.Turns > 1 ? FormattableString.Invariant($" in {settings.Turns} turns") : "";
        yield return $"{figures.Model}, {figures.Server}";
        yield return $"{settings.Users} users, {settings.Requests} times {settings.PromptTokens} + {settings.NewTokens} tokens{turns}, {settings.SharedTokens} shared: {figures.RequestCount} requests in {figures.Seconds:0.0} s";
        yield return $"{"",-20}{"p50",10}{"p95",10}{"p99",10}";
        yield return Row("first token, ms", figures.TimeToFirstToken);
        yield return Row("between tokens, ms", figures.InterTokenLatency);
        yield return Row("longest gap, ms", figures.LongestGap);
        yield return Row("end to end, ms", figures.EndToEnd);
        yield return $"prompts   {figures.PromptTokensPerSecond,8:0.0} tok/s";
        yield return $"answers   {figures.NewTokensPerSecond,8:0.0} tok/s";
        yield return $"refused   {figures.RefusalCount,8} as busy";
        if (figures.Engine is { } engine)
        {
            yield return $"cache     {engine.Occupancy,8:P1} of {engine.CacheTokens} tokens at most; {engine.PrefixHitRate:P1} of prompts found in it; {engine.PreemptionCount} preemptions";
            yield return $"steps     {engine.StepCount,8} of {engine.StepTokens:0.0} tokens; {engine.StepOverhead:P1} of their time beside the model";
        }
    }

    private static FormattableString Row(string name, Percentiles? figures) =>
        $"{name,-20}{figures?.P50,10:0.0}{figures?.P95,10:0.0}{figures?.P99,10:0.0}";
}
