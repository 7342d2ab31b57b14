using System.Diagnostics.Metrics;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Metrics;

/// <summary>Everything that one engine's instruments record.</summary>
internal sealed class RecordedMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<(string Name, double Value, string Tags)> _records = [];

    public RecordedMetrics(EngineMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == metrics.Meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What one instrument recorded, rounded to microseconds.</summary>
    public double[] Of(string name)
    {
        lock (_records)
        {
            return [.. _records.Where(record => record.Name == name).Select(record => Math.Round(record.Value, 6))];
        }
    }

    public double Sum(string name) => Of(name).Sum();

    public string[] TagsOf(string name)
    {
        lock (_records)
        {
            return [.. _records.Where(record => record.Name == name).Select(record => record.Tags)];
        }
    }

    /// <summary>What a gauge says now.</summary>
    public double Read(string gauge)
    {
        _listener.RecordObservableInstruments();
        return Of(gauge)[^1];
    }

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string text = string.Join(",", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
        lock (_records)
        {
            _records.Add((instrument.Name, value, text));
        }
    }
}
