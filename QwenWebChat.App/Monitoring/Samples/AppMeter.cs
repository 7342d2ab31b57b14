using System.Diagnostics.Metrics;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Publishes the last samples of device and memory to Prometheus and OpenTelemetry.</summary>
internal sealed class AppMeter : IDisposable
{
    private readonly Meter _meter = new(MeterNames.App);
    private readonly Func<MonitorState?> _latest;

    /// <param name="latest">Returns the last sample; null before the first one.</param>
    public AppMeter(Func<MonitorState?> latest)
    {
        _latest = latest;
        _meter.CreateObservableGauge("qwenwebchat.memory_bytes", ReadMemory, description: "Memory of the model's device by part; the parts add up to all of it.");
        foreach (Metric metric in Metric.All)
        {
            if (metric.Exported is { } gauge)
            {
                _meter.CreateObservableGauge(gauge.Name, () => Read(metric), description: gauge.Description);
            }
        }
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> Read(Metric metric) => _latest()?.Sample[metric] is { } value ? [new Measurement<double>(value)] : [];

    private IEnumerable<Measurement<long>> ReadMemory()
    {
        if (_latest()?.Memory is not { } memory)
        {
            return [];
        }

        KeyValuePair<string, object?> device = new("device", memory.Device);
        return
        [
            Part("weights", memory.WeightBytes),
            Part("kv_used", memory.KvUsedBytes),
            Part("kv_cached", memory.KvCachedBytes),
            Part("kv_free", memory.KvFreeBytes),
            Part("activations", memory.ActivationBytes),
            Part("process_rest", memory.ProcessRestBytes),
            Part("other_processes", memory.OtherProcessesBytes),
            Part("free", memory.FreeBytes),
        ];

        Measurement<long> Part(string name, long bytes) => new(bytes, new("part", name), device);
    }
}
