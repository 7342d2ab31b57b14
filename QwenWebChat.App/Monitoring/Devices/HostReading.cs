namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>What the machine and this process take of memory and processor.</summary>
public sealed record HostReading
{
    /// <summary>All RAM that this process may use: the machine's, or its container's.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>What could be taken without swapping, caches of files included.</summary>
    public required long AvailableBytes { get; init; }

    /// <summary>RAM that this process holds.</summary>
    public required long ProcessBytes { get; init; }

    /// <summary>Of it, the garbage collector's heap.</summary>
    public required long ManagedBytes { get; init; }

    /// <summary>Share of all processors that this process took since the last reading, 0 to 1; null for the first.</summary>
    public double? ProcessCpu { get; init; }

    /// <summary>Share that all processes took; null for the first, and where the system does not tell.</summary>
    public double? MachineCpu { get; init; }

    public required int ThreadCount { get; init; }

    public int ProcessorCount { get; init; } = Environment.ProcessorCount;
}
