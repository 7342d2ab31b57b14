using System.Text.Json;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>All metrics of an interval: sums for counts, and the last value or the mean for others.</summary>
/// <param name="At">The end of the interval.</param>
/// <param name="Duration">The length of the interval.</param>
public sealed record MetricSample(DateTimeOffset At, TimeSpan Duration)
{
    private const string Seconds = "Seconds";

    /// <summary>The number of metrics.</summary>
    public static readonly int MetricCount = Enum.GetValues<Metric>().Length;

    /// <summary>The metrics that are summed over time; all others are averaged.</summary>
    internal static readonly IReadOnlySet<Metric> Counts = new HashSet<Metric>
    {
        Metric.Ended, Metric.Failed, Metric.Refused, Metric.PromptTokens, Metric.GenerationTokens, Metric.PrefixQueries, Metric.PrefixHits,
        Metric.Preemptions, Metric.Steps, Metric.StepTokens,
    };

    private readonly double?[] _values = new double?[MetricCount];

    /// <summary>Gets the value of a metric; null if there is none, such as the latency without requests.</summary>
    public double? this[Metric metric]
    {
        get => _values[(int)metric];
        init => _values[(int)metric] = value;
    }

    /// <summary>Returns a count per second.</summary>
    public double? PerSecond(Metric metric) => Duration > TimeSpan.Zero ? this[metric] / Duration.TotalSeconds : null;

    /// <summary>Share of looked-up prompt tokens that were found, 0 to 1; null without lookups.</summary>
    public double? PrefixHitShare => this[Metric.PrefixQueries] is > 0 and var queries ? this[Metric.PrefixHits] / queries : null;

    /// <summary>Mean number of tokens of a step; null without steps.</summary>
    public double? StepSize => this[Metric.Steps] is > 0 and var steps ? this[Metric.StepTokens] / steps : null;

    /// <summary>Share of the KV cache that requests hold, 0 to 1; null without a cache.</summary>
    public double? KvShare => this[Metric.KvUsed] + this[Metric.KvCached] + this[Metric.KvFree] is > 0 and var all ? this[Metric.KvUsed] / all : null;

    /// <summary>Share of the device's memory in use, 0 to 1.</summary>
    public double? MemoryShare => MemoryTotal is > 0 and var all ? 1 - (this[Metric.MemoryFree] / all) : null;

    /// <summary>Total memory of the device in bytes.</summary>
    public double? MemoryTotal => Parts.Sum(part => this[part]) is > 0 and var all ? all : null;

    private static readonly Metric[] Parts = [.. Enum.GetValues<Metric>().Where(metric => metric is >= Metric.MemoryWeights and <= Metric.MemoryFree)];

    public static MetricSample Of(DateTimeOffset at, TimeSpan duration, IEnumerable<KeyValuePair<Metric, double>> values)
    {
        MetricSample sample = new(at, duration);
        foreach ((Metric metric, double value) in values)
        {
            sample._values[(int)metric] = value;
        }

        return sample;
    }

    /// <summary>Returns the sum of a metric over several intervals; missing values count as 0.</summary>
    public static double Total(IEnumerable<MetricSample> samples, Metric metric) => samples.Sum(sample => sample[metric] ?? 0);

    /// <summary>
    /// Merges several intervals: counts are summed, other metrics are averaged over the intervals that have a value.
    /// </summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static MetricSample Merge(IReadOnlyList<MetricSample> samples)
    {
        if (samples.Count == 0)
        {
            throw new ArgumentException("There is nothing to merge.", nameof(samples));
        }

        MetricSample merged = new(samples[^1].At, TimeSpan.FromTicks(samples.Sum(sample => sample.Duration.Ticks)));
        for (int i = 0; i < MetricCount; i++)
        {
            double sum = 0;
            int count = 0;
            foreach (MetricSample sample in samples)
            {
                if (sample._values[i] is { } value)
                {
                    sum += value;
                    count++;
                }
            }

            merged._values[i] = count == 0 ? null : Counts.Contains((Metric)i) ? sum : sum / count;
        }

        return merged;
    }

    /// <summary>Formats the metrics by name and the length of the interval for the database.</summary>
    public string ToJson()
    {
        Dictionary<string, double> values = Enum.GetValues<Metric>().Where(metric => this[metric] is not null)
            .ToDictionary(metric => metric.ToString(), metric => Math.Round(this[metric]!.Value, 6));
        values[Seconds] = Duration.TotalSeconds;
        return JsonSerializer.Serialize(values);
    }

    /// <summary>Parses the result of <see cref="ToJson"/> of this or an earlier version; unknown metrics are ignored.</summary>
    public static MetricSample FromJson(DateTimeOffset at, string json)
    {
        Dictionary<string, double> values = JsonSerializer.Deserialize<Dictionary<string, double>>(json) ?? [];
        return Of(at, TimeSpan.FromSeconds(values.GetValueOrDefault(Seconds)), values.Where(value => Enum.TryParse(value.Key, out Metric _)).Select(value => KeyValuePair.Create(Enum.Parse<Metric>(value.Key), value.Value)));
    }
}
