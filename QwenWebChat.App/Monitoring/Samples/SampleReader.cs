using QwenWebChat.App.Monitoring.Devices;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Reads samples. Not thread-safe: counts are those since the last sample.</summary>
internal sealed class SampleReader : IDisposable
{
    private readonly IEngineMonitor _engine;
    private readonly Func<HostReading> _readHost;
    private readonly Nvml _nvml;
    private readonly TimeProvider _time;
    private readonly EngineTally _tally;
    private long _lastRead;

    public SampleReader(IEngineMonitor engine, Nvml nvml, Func<HostReading> readHost, TimeProvider time)
    {
        _engine = engine;
        _nvml = nvml;
        _readHost = readHost;
        _time = time;
        _tally = new EngineTally(engine.Meter, time);
        _lastRead = time.GetTimestamp();
    }

    public MonitorState Read()
    {
        long now = _time.GetTimestamp();
        TimeSpan duration = _time.GetElapsedTime(_lastRead, now);
        _lastRead = now;
        EngineSnapshot snapshot = _engine.Snapshot;
        ServedModel? model = _engine.Model;
        HostReading host = _readHost();
        IReadOnlyList<GpuReading> gpus = _nvml.Read();
        // CUDA's order may differ from the driver's: the model's GPUs are those on which this process uses the most memory,
        // or the first of equals.
        GpuReading[] own = [.. gpus.OrderByDescending(one => one.ProcessBytes ?? 0).Take(model?.GpuCount ?? 1)];
        MemoryAccount memory = MemoryAccount.Of(model, snapshot, host, GpuReading.Together(own));
        SampleInput input = new(snapshot, memory, host, own.FirstOrDefault());
        IReadOnlyDictionary<string, QuantileSketch> latencies = _tally.ReadLatencies();
        MetricSample sample = MetricSample.Of(_time.GetUtcNow(), duration, metric =>
            metric.Count is not null ? _tally.Take(metric)
            : metric.Summarize is { } summarize ? summarize(latencies[metric.Instrument!])
            : metric.Read!(input));
        return new MonitorState(sample, model, memory, host, gpus, _nvml.Absence);
    }

    public void Dispose() => _tally.Dispose();
}
