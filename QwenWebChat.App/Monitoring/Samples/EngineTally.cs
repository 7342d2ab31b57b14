using System.Diagnostics.Metrics;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Listens to the engine's instruments: counts since the last sample, and latencies of the last minute.</summary>
internal sealed class EngineTally : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, Metric[]> _counted = Metric.All.Where(metric => metric.Count is not null)
        .GroupBy(metric => metric.Instrument!).ToDictionary(metrics => metrics.Key, metrics => metrics.ToArray());

    private readonly Dictionary<string, RollingSketch> _latencies;
    private readonly long[] _counts = new long[Metric.All.Count];

    public EngineTally(Meter meter, TimeProvider time)
    {
        _latencies = Metric.All.Where(metric => metric.Summarize is not null).Select(metric => metric.Instrument!).Distinct()
            .ToDictionary(instrument => instrument, _ => new RollingSketch(time));
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Passes the target of an instrument as state, so that no measurement needs a lookup.
            object? target = instrument.Meter != meter ? null : (object?)_counted.GetValueOrDefault(instrument.Name) ?? _latencies.GetValueOrDefault(instrument.Name);
            if (target is not null)
            {
                listener.EnableMeasurementEvents(instrument, target);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Add((Metric[])state!, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, _, state) => ((RollingSketch)state!).Add(value));
        _listener.Start();
    }

    /// <summary>Returns the latencies of the last minute by instrument.</summary>
    public IReadOnlyDictionary<string, QuantileSketch> ReadLatencies() => _latencies.ToDictionary(latency => latency.Key, latency => latency.Value.Read());

    /// <summary>Returns the count since the last call and resets it.</summary>
    public long Take(Metric metric) => Interlocked.Exchange(ref _counts[metric.Index], 0);

    public void Dispose() => _listener.Dispose();

    private void Add(Metric[] metrics, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (Metric metric in metrics)
        {
            Interlocked.Add(ref _counts[metric.Index], metric.Count!(value, tags));
        }
    }
}
