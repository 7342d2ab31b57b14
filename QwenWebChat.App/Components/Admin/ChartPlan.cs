using QwenWebChat.App.Components.Admin.Parts;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.App.Components.Admin;

/// <summary>What a chart of the dashboard shows.</summary>
/// <param name="Key">Names it; its title is the resource <c>Chart_Key</c>.</param>
internal sealed record ChartPlan(string Key, ChartUnit Unit, IReadOnlyList<PlannedSeries> Series)
{
    public IReadOnlyList<double?> ValuesOf(MetricSample sample) => [.. Series.Select(series => series.Value(sample))];

    public ChartData DataOf(IReadOnlyList<MetricSample> samples) =>
        new([.. samples.Select(TimeOf)], [.. Series.Select(series => samples.Select(series.Value).ToArray())]);

    /// <summary>Seconds since 1970.</summary>
    public static double TimeOf(MetricSample sample) => sample.At.ToUnixTimeMilliseconds() / 1000.0;
}

/// <summary>One line or band of it; its label is the resource <c>Series_Key</c>.</summary>
internal sealed record PlannedSeries(string Key, string Color, Func<MetricSample, double?> Value, bool IsStacked = false);
