using QwenWebChat.App.Components.Admin.Parts;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.App.Components.Admin;

/// <summary>Defines the content of a dashboard chart.</summary>
/// <param name="Key">The chart's key; its title is the resource <c>Chart_Key</c>.</param>
internal sealed record ChartPlan(string Key, MetricUnit Unit, IReadOnlyList<PlannedSeries> Series)
{
    // A shorter gap is a late timer; the script's isGap uses the same value.
    private const double GapSteps = 2.5;

    public IReadOnlyList<double?> ValuesOf(MetricSample sample) => [.. Series.Select(series => series.Value(sample))];

    /// <summary>Returns the data of the samples, with an empty point in each gap, so that no line crosses it.</summary>
    public ChartData DataOf(IReadOnlyList<MetricSample> samples)
    {
        List<double> times = [];
        List<double?>[] values = [.. Series.Select(_ => new List<double?>())];
        for (int i = 0; i < samples.Count; i++)
        {
            if (i > 0 && IsGap(samples[i - 1], samples[i]))
            {
                times.Add((TimeOf(samples[i - 1]) + TimeOf(samples[i])) / 2);
                Array.ForEach(values, column => column.Add(null));
            }

            times.Add(TimeOf(samples[i]));
            for (int series = 0; series < values.Length; series++)
            {
                values[series].Add(Series[series].Value(samples[i]));
            }
        }

        return new ChartData(times, values);
    }

    /// <summary>Returns the time of a sample in seconds since 1970.</summary>
    public static double TimeOf(MetricSample sample) => sample.At.ToUnixTimeMilliseconds() / 1000.0;

    // Uses the length of each sample, because minutes of an earlier run are next to steps of ten seconds.
    private static bool IsGap(MetricSample before, MetricSample after) =>
        after.At - before.At > GapSteps * (after.Duration > before.Duration ? after.Duration : before.Duration);
}

/// <summary>One line or band of a chart; its label is the resource <c>Series_Key</c>.</summary>
internal sealed record PlannedSeries(string Key, string Color, Func<MetricSample, double?> Value, bool IsStacked = false);
