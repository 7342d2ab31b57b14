namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>What a GPU tells of itself; null for what it does not tell.</summary>
public sealed record GpuReading
{
    /// <summary>Such as <c>NVIDIA GeForce RTX 4090</c>.</summary>
    public required string Name { get; init; }

    public required long TotalBytes { get; init; }

    /// <summary>Of all processes, the driver's own share included.</summary>
    public required long UsedBytes { get; init; }

    /// <summary>Of this process.</summary>
    public long? ProcessBytes { get; init; }

    /// <summary>Share of the last interval in which a kernel ran, 0 to 1.</summary>
    public double? Utilization { get; init; }

    public int? TemperatureCelsius { get; init; }

    public double? PowerWatts { get; init; }

    public double? PowerLimitWatts { get; init; }

    /// <summary>Of the multiprocessors.</summary>
    public int? ClockMegahertz { get; init; }

    public int? MemoryClockMegahertz { get; init; }

    /// <summary>The memory of several as one's; null of none. What else they tell is the first's.</summary>
    public static GpuReading? Together(IReadOnlyList<GpuReading> readings) => readings.Count == 0 ? null : readings.Count == 1 ? readings[0] : readings[0] with
    {
        Name = string.Join(" + ", readings.Select(reading => reading.Name)),
        TotalBytes = readings.Sum(reading => reading.TotalBytes),
        UsedBytes = readings.Sum(reading => reading.UsedBytes),
        ProcessBytes = readings.All(reading => reading.ProcessBytes is not null) ? readings.Sum(reading => reading.ProcessBytes) : null,
    };
}
