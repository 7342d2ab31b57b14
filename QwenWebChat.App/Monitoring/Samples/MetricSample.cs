using System.Text.Json;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>All metrics of an interval: sums for counts, and the last value or the mean for others.</summary>
/// <param name="At">The end of the interval.</param>
/// <param name="Duration">The length of the interval.</param>
public sealed record MetricSample(DateTimeOffset At, TimeSpan Duration)
{
    private const string Seconds = "Seconds";

    private readonly double?[] _values = new double?[Metric.All.Count];

    /// <summary>Gets the value of a metric; null if there is none, such as the latency without requests.</summary>
    public double? this[Metric metric]
    {
        get => metric.Derive is { } derive ? derive(this) : _values[metric.Index];
        init => _values[metric.Index] = value;
    }

    /// <summary>Returns a count per second.</summary>
    public double? PerSecond(Metric metric) => Duration > TimeSpan.Zero ? this[metric] / Duration.TotalSeconds : null;

    /// <param name="value">Returns the value of a metric; called for each one that is not derived from others.</param>
    internal static MetricSample Of(DateTimeOffset at, TimeSpan duration, Func<Metric, double?> value)
    {
        MetricSample sample = new(at, duration);
        foreach (Metric metric in Metric.Stored)
        {
            sample._values[metric.Index] = value(metric);
        }

        return sample;
    }

    /// <summary>Returns the sum of a metric over several intervals; missing values count as 0.</summary>
    public static double Total(IEnumerable<MetricSample> samples, Metric metric) => samples.Sum(sample => sample[metric] ?? 0);

    /// <summary>
    /// Merges several intervals: counts are summed, other metrics are averaged over the intervals that have a value.
    /// </summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static MetricSample Merge(IReadOnlyList<MetricSample> samples) => samples.Count == 0
        ? throw new ArgumentException("There is nothing to merge.", nameof(samples))
        : Of(samples[^1].At, TimeSpan.FromTicks(samples.Sum(sample => sample.Duration.Ticks)), metric => Merge(samples, metric));

    /// <summary>Formats the stored metrics by name, and the length of the interval, for the database.</summary>
    public string ToJson()
    {
        Dictionary<string, double> values = Metric.Stored.Where(metric => this[metric] is not null)
            .ToDictionary(metric => metric.Name, metric => Math.Round(this[metric]!.Value, 6));
        values[Seconds] = Duration.TotalSeconds;
        return JsonSerializer.Serialize(values);
    }

    /// <summary>Parses the result of <see cref="ToJson"/> of this or another version; unknown metrics are ignored.</summary>
    public static MetricSample FromJson(DateTimeOffset at, string json)
    {
        Dictionary<string, double> values = JsonSerializer.Deserialize<Dictionary<string, double>>(json) ?? [];
        return Of(at, TimeSpan.FromSeconds(values.GetValueOrDefault(Seconds)), metric => values.TryGetValue(metric.Name, out double value) ? value : null);
    }

    private static double? Merge(IReadOnlyList<MetricSample> samples, Metric metric)
    {
        double sum = 0;
        int count = 0;
        foreach (MetricSample sample in samples)
        {
            if (sample._values[metric.Index] is { } value)
            {
                sum += value;
                count++;
            }
        }

        return count == 0 ? null : metric.Count is not null ? sum : sum / count;
    }
}
