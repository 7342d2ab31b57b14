namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>Memory and CPU usage of the machine and of this process.</summary>
public sealed record HostReading
{
    /// <summary>RAM of the machine, or of its container, that this process can use.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>RAM that can be allocated without swapping, including file caches.</summary>
    public required long AvailableBytes { get; init; }

    /// <summary>Resident RAM of this process.</summary>
    public required long ProcessBytes { get; init; }

    /// <summary>Size of the managed heap, a part of <see cref="ProcessBytes"/>.</summary>
    public required long ManagedBytes { get; init; }

    /// <summary>Share of all CPUs that this process used since the last reading, 0 to 1; null for the first reading.</summary>
    public double? ProcessCpu { get; init; }

    /// <summary>
    /// Share of all CPUs that all processes used; null for the first reading, and if the system does not report it.
    /// </summary>
    public double? MachineCpu { get; init; }

    public required int ThreadCount { get; init; }

    public int ProcessorCount { get; init; } = Environment.ProcessorCount;
}
