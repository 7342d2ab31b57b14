using System.Text.Json;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>All figures of an interval: what happened in it is counted, what stands is as it stood, or its mean.</summary>
/// <param name="At">Its end.</param>
/// <param name="Duration">Its length.</param>
public sealed record MetricSample(DateTimeOffset At, TimeSpan Duration)
{
    private const string Seconds = "Seconds";

    /// <summary>How many figures there are.</summary>
    public static readonly int MetricCount = Enum.GetValues<Metric>().Length;

    /// <summary>What adds up over time; all else has a mean.</summary>
    internal static readonly IReadOnlySet<Metric> Counts = new HashSet<Metric>
    {
        Metric.Ended, Metric.Failed, Metric.Refused, Metric.PromptTokens, Metric.GenerationTokens, Metric.PrefixQueries, Metric.PrefixHits,
        Metric.Preemptions, Metric.Steps, Metric.StepTokens,
    };

    private readonly double?[] _values = new double?[MetricCount];

    /// <summary>Null where there is nothing to tell, such as the latency of no requests.</summary>
    public double? this[Metric metric]
    {
        get => _values[(int)metric];
        init => _values[(int)metric] = value;
    }

    /// <summary>A count by the second.</summary>
    public double? PerSecond(Metric metric) => Duration > TimeSpan.Zero ? this[metric] / Duration.TotalSeconds : null;

    /// <summary>Found of the looked up, 0 to 1; null where nothing was.</summary>
    public double? PrefixHitShare => this[Metric.PrefixQueries] is > 0 and var queries ? this[Metric.PrefixHits] / queries : null;

    /// <summary>Mean tokens of a step; null where there was none.</summary>
    public double? StepSize => this[Metric.Steps] is > 0 and var steps ? this[Metric.StepTokens] / steps : null;

    /// <summary>Held of all, 0 to 1; null where there is no cache.</summary>
    public double? KvShare => this[Metric.KvUsed] + this[Metric.KvCached] + this[Metric.KvFree] is > 0 and var all ? this[Metric.KvUsed] / all : null;

    /// <summary>Taken of all memory of the device, 0 to 1.</summary>
    public double? MemoryShare => MemoryTotal is > 0 and var all ? 1 - (this[Metric.MemoryFree] / all) : null;

    /// <summary>All memory of the device, in bytes.</summary>
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

    /// <summary>What a figure comes to over several intervals; 0 where none tells it.</summary>
    public static double Total(IEnumerable<MetricSample> samples, Metric metric) => samples.Sum(sample => sample[metric] ?? 0);

    /// <summary>Several intervals as one: counts added up, all else as the mean of those that tell it.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
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

    /// <summary>The figures by name, as they are kept, and the length of the interval.</summary>
    public string ToJson()
    {
        Dictionary<string, double> values = Enum.GetValues<Metric>().Where(metric => this[metric] is not null)
            .ToDictionary(metric => metric.ToString(), metric => Math.Round(this[metric]!.Value, 6));
        values[Seconds] = Duration.TotalSeconds;
        return JsonSerializer.Serialize(values);
    }

    /// <summary>What <see cref="ToJson"/> wrote, now or in an earlier version: figures that are no more are passed over.</summary>
    public static MetricSample FromJson(DateTimeOffset at, string json)
    {
        Dictionary<string, double> values = JsonSerializer.Deserialize<Dictionary<string, double>>(json) ?? [];
        return Of(at, TimeSpan.FromSeconds(values.GetValueOrDefault(Seconds)), values.Where(value => Enum.TryParse(value.Key, out Metric _)).Select(value => KeyValuePair.Create(Enum.Parse<Metric>(value.Key), value.Value)));
    }
}
