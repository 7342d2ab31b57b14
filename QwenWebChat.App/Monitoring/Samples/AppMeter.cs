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
        _meter.CreateObservableGauge("qwenwebchat.memory_bytes", ReadMemory, description: "Memory of the model's device, by part; the parts add up to all of it.");
        Gauge("qwenwebchat.process_cpu_share", Metric.ProcessCpu, "Share of all processors that this process takes, 0 to 1.");
        Gauge("qwenwebchat.machine_cpu_share", Metric.MachineCpu, "Share of all processors that all processes take, 0 to 1.");
        Gauge("qwenwebchat.gpu_utilization_share", Metric.GpuUtilization, "Share of the time in which a kernel ran on the GPU, 0 to 1.");
        Gauge("qwenwebchat.gpu_temperature_celsius", Metric.GpuTemperature, "The GPU's temperature.");
        Gauge("qwenwebchat.gpu_power_watts", Metric.GpuPower, "What the GPU takes.");
        Gauge("qwenwebchat.gpu_clock_megahertz", Metric.GpuClock, "The GPU's clock.");
    }

    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, Metric metric, string description) =>
        _meter.CreateObservableGauge(name, () => _latest()?.Sample[metric] is { } value ? [new Measurement<double>(value)] : Array.Empty<Measurement<double>>(), description: description);

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
