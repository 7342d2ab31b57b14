using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.App.Components.Admin;

/// <summary>Computes the values at the top of the dashboard from the samples.</summary>
internal static class DashboardTiles
{
    private const int SparkSeconds = 60;

    /// <param name="samples">The samples of the last five minutes, one for each second.</param>
    public static IReadOnlyList<DashboardTile> Of(IReadOnlyList<MetricSample> samples)
    {
        Metric[] metrics = [.. Metric.All.Where(metric => metric.Tile is not null)];
        Dictionary<int, MetricSample> merged = samples.Count == 0 ? [] : metrics.Select(metric => metric.Tile!.Seconds).Distinct()
            .ToDictionary(seconds => seconds, seconds => MetricSample.Merge([.. samples.TakeLast(seconds)]));
        MetricSample?[] spark = [.. Enumerable.Repeat<MetricSample?>(null, Math.Max(SparkSeconds - samples.Count, 0)), .. samples.TakeLast(SparkSeconds)];
        return [.. metrics.Select(metric => new DashboardTile(
            metric, ValueOf(metric, merged.GetValueOrDefault(metric.Tile!.Seconds)), [.. spark.Select(sample => ValueOf(metric, sample))]))];
    }

    private static double? ValueOf(Metric metric, MetricSample? sample) =>
        metric.Tile!.Unit is MetricUnit.PerSecond or MetricUnit.TokensPerSecond ? sample?.PerSecond(metric) : sample?[metric];
}
