using QwenWebChat.App.Components.Admin.Parts;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.App.Components.Admin;

/// <summary>Computes the values at the top of the dashboard from the samples.</summary>
internal static class DashboardTiles
{
    // The warning levels of vLLM's dashboard.
    private const double Warning = 0.9;
    private const double Danger = 0.98;

    // Rates of one second fluctuate: tokens are averaged over five seconds, requests over a minute.
    private const int TokenSeconds = 5;
    private const int SparkSeconds = 60;

    /// <param name="samples">The samples of the last five minutes, one for each second.</param>
    public static IReadOnlyList<DashboardTile> Of(IReadOnlyList<MetricSample> samples)
    {
        MetricSample[] minute = [.. samples.TakeLast(SparkSeconds)];
        MetricSample[] seconds = [.. samples.TakeLast(TokenSeconds)];
        MetricSample? last = minute.Length > 0 ? minute[^1] : null;
        double? errors = Sum(samples, Metric.Failed) + Sum(samples, Metric.Refused);
        return
        [
            Now(Metric.Running, ChartUnit.Count) with { Color = "--qw-running" },
            Now(Metric.Waiting, ChartUnit.Count) with { Color = "--qw-waiting" },
            new("Requests", ChartUnit.PerSecond, Rate(minute, Metric.Ended), Course(sample => sample.PerSecond(Metric.Ended))),
            new("PromptTokens", ChartUnit.TokensPerSecond, Rate(seconds, Metric.PromptTokens), Course(sample => sample.PerSecond(Metric.PromptTokens))) { Color = "--qw-prefill" },
            new("GenerationTokens", ChartUnit.TokensPerSecond, Rate(seconds, Metric.GenerationTokens), Course(sample => sample.PerSecond(Metric.GenerationTokens))) { Color = "--qw-decode" },
            Now(Metric.TimeToFirstTokenP95, ChartUnit.Seconds) with { Color = "--qw-p95" },
            Now(Metric.InterTokenP95, ChartUnit.Seconds) with { Color = "--qw-p95" },
            new("Kv", ChartUnit.Share, last?.KvShare, Course(sample => sample.KvShare)) { Tone = ToneOf(last?.KvShare), Top = 1, Color = "--qw-kv-used" },
            new("Memory", ChartUnit.Share, last?.MemoryShare, Course(sample => sample.MemoryShare)) { Tone = ToneOf(last?.MemoryShare), Top = 1, Color = "--qw-weights" },
            new("Preemptions", ChartUnit.Count, Sum(samples, Metric.Preemptions), Course(sample => sample[Metric.Preemptions])),
            new("PrefixHits", ChartUnit.Share, HitShare(samples), Course(sample => sample.PrefixHitShare)) { Top = 1, Color = "--qw-kv-cached" },
            new("Errors", ChartUnit.Count, errors, Course(sample => sample[Metric.Failed] + sample[Metric.Refused]))
            {
                Tone = errors > 0 ? TileTone.Danger : TileTone.None,
            },
        ];

        double?[] Course(Func<MetricSample, double?> value) => [.. Enumerable.Repeat<double?>(null, SparkSeconds - minute.Length), .. minute.Select(value)];

        DashboardTile Now(Metric metric, ChartUnit unit) => new(metric.ToString(), unit, last?[metric], Course(sample => sample[metric]));
    }

    private static TileTone ToneOf(double? share) => share >= Danger ? TileTone.Danger : share >= Warning ? TileTone.Warning : TileTone.None;

    private static double? Sum(IReadOnlyList<MetricSample> samples, Metric metric) => samples.Count > 0 ? MetricSample.Total(samples, metric) : null;

    private static double? Rate(MetricSample[] samples, Metric metric) =>
        samples.Sum(sample => sample.Duration.TotalSeconds) is > 0 and var seconds ? MetricSample.Total(samples, metric) / seconds : null;

    private static double? HitShare(IReadOnlyList<MetricSample> samples) =>
        MetricSample.Total(samples, Metric.PrefixQueries) is > 0 and var queries ? MetricSample.Total(samples, Metric.PrefixHits) / queries : null;
}
