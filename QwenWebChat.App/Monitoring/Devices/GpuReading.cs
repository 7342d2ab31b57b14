namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>The monitored values of a GPU; null for values that it does not report.</summary>
public sealed record GpuReading
{
    /// <summary>The GPU's name, such as <c>NVIDIA GeForce RTX 4090</c>.</summary>
    public required string Name { get; init; }

    public required long TotalBytes { get; init; }

    /// <summary>Memory used by all processes and by the driver.</summary>
    public required long UsedBytes { get; init; }

    /// <summary>Memory used by this process.</summary>
    public long? ProcessBytes { get; init; }

    /// <summary>Share of the last interval in which a kernel ran, 0 to 1.</summary>
    public double? Utilization { get; init; }

    public int? TemperatureCelsius { get; init; }

    public double? PowerWatts { get; init; }

    public double? PowerLimitWatts { get; init; }

    /// <summary>Clock of the multiprocessors.</summary>
    public int? ClockMegahertz { get; init; }

    public int? MemoryClockMegahertz { get; init; }

    /// <summary>Sums the memory of several GPUs; null for none. All other values are those of the first GPU.</summary>
    public static GpuReading? Together(IReadOnlyList<GpuReading> readings) => readings.Count == 0 ? null : readings.Count == 1 ? readings[0] : readings[0] with
    {
        Name = string.Join(" + ", readings.Select(reading => reading.Name)),
        TotalBytes = readings.Sum(reading => reading.TotalBytes),
        UsedBytes = readings.Sum(reading => reading.UsedBytes),
        ProcessBytes = readings.All(reading => reading.ProcessBytes is not null) ? readings.Sum(reading => reading.ProcessBytes) : null,
    };
}
