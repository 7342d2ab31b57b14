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
        GpuReading[] own = [.. gpus.OrderByDescending(one => one.ProcessBytes ?? 0).Take(model?.CardCount ?? 1)];
        GpuReading? gpu = own.FirstOrDefault();
        MemoryAccount memory = MemoryAccount.Of(model, snapshot, host, GpuReading.Together(own));
        Dictionary<Metric, double?> values = new()
        {
            [Metric.Running] = snapshot.RunningCount,
            [Metric.Waiting] = snapshot.WaitingCount,
            [Metric.KvUsed] = snapshot.UsedTokens,
            [Metric.KvCached] = snapshot.CachedTokens,
            [Metric.KvFree] = snapshot.CacheTokens - snapshot.UsedTokens - snapshot.CachedTokens,
            [Metric.QueueTime] = _tally.Queue.Read().Mean,
            [Metric.PrefillTime] = _tally.Prefill.Read().Mean,
            [Metric.DecodeTime] = _tally.Decode.Read().Mean,
            [Metric.ProcessCpu] = host.ProcessCpu,
            [Metric.MachineCpu] = host.MachineCpu,
            [Metric.Threads] = host.ThreadCount,
        };
        foreach (Metric metric in MetricSample.Counts)
        {
            values[metric] = _tally.Take(metric);
        }

        AddQuantiles(values, Metric.TimeToFirstTokenP50, _tally.TimeToFirstToken);
        AddQuantiles(values, Metric.InterTokenP50, _tally.InterToken);
        AddQuantiles(values, Metric.EndToEndP50, _tally.EndToEnd);
        AddMemory(values, memory);
        if (gpu is not null)
        {
            values[Metric.GpuUtilization] = gpu.Utilization;
            values[Metric.GpuTemperature] = gpu.TemperatureCelsius;
            values[Metric.GpuPower] = gpu.PowerWatts;
            values[Metric.GpuClock] = gpu.ClockMegahertz;
        }

        MetricSample sample = MetricSample.Of(
            _time.GetUtcNow(), duration, values.Where(value => value.Value is not null).Select(value => KeyValuePair.Create(value.Key, value.Value!.Value)));
        return new MonitorState(sample, model, memory, host, gpus, _nvml.Absence);
    }

    public void Dispose() => _tally.Dispose();

    // The four metrics of a latency are adjacent.
    private static void AddQuantiles(Dictionary<Metric, double?> values, Metric first, RollingSketch latency)
    {
        QuantileSketch sketch = latency.Read();
        double[] shares = [0.5, 0.9, 0.95, 0.99];
        for (int i = 0; i < shares.Length; i++)
        {
            values[first + i] = sketch.Quantile(shares[i]);
        }
    }

    private static void AddMemory(Dictionary<Metric, double?> values, MemoryAccount memory)
    {
        values[Metric.MemoryWeights] = memory.WeightBytes;
        values[Metric.MemoryKvUsed] = memory.KvUsedBytes;
        values[Metric.MemoryKvCached] = memory.KvCachedBytes;
        values[Metric.MemoryKvFree] = memory.KvFreeBytes;
        values[Metric.MemoryActivations] = memory.ActivationBytes;
        values[Metric.MemoryProcess] = memory.ProcessRestBytes;
        values[Metric.MemoryOthers] = memory.OtherProcessesBytes;
        values[Metric.MemoryFree] = memory.FreeBytes;
    }
}
