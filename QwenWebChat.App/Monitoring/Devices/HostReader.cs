namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>Reads memory and CPU usage of this machine. Not thread-safe: CPU shares are measured since the last call.</summary>
internal sealed class HostReader(TimeProvider time)
{
    private long? _readAt;
    private TimeSpan _processTime;
    private (long Busy, long All)? _machineTimes;

    public HostReading Read()
    {
        (long processBytes, int threadCount) = ProcessStatus.Read();
        long now = time.GetTimestamp();
        TimeSpan processTime = Environment.CpuUsage.TotalTime;
        (long Busy, long All)? machineTimes = MachineCpu.Read();
        (long total, long available) = MachineMemory.Read();
        HostReading reading = new()
        {
            TotalBytes = total,
            AvailableBytes = available,
            ProcessBytes = processBytes,
            ManagedBytes = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes,
            ProcessCpu = _readAt is { } before && time.GetElapsedTime(before, now) is { Ticks: > 0 } elapsed
                ? Math.Clamp((processTime - _processTime) / elapsed / Environment.ProcessorCount, 0, 1)
                : null,
            MachineCpu = _machineTimes is { } old && machineTimes is { } current && current.All > old.All
                ? Math.Clamp((double)(current.Busy - old.Busy) / (current.All - old.All), 0, 1)
                : null,
            ThreadCount = threadCount,
        };
        (_readAt, _processTime, _machineTimes) = (now, processTime, machineTimes);
        return reading;
    }
}
