using System.Diagnostics;
using System.Globalization;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Reads the peak memory of this process.</summary>
internal static class PeakMemory
{
    private const string LinuxStatus = "/proc/self/status";
    private const string HighWaterMark = "VmHWM:";

    /// <returns>Peak resident bytes, including pages of mapped files that were read.</returns>
    public static long Read()
    {
        // On Linux .NET returns the current size as the peak.
        if (OperatingSystem.IsLinux() && FromStatus(File.ReadLines(LinuxStatus)) is { } bytes)
        {
            return bytes;
        }

        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>Parses the lines of <c>/proc/PID/status</c>, whose unit is kB; null if the value is missing.</summary>
    internal static long? FromStatus(IEnumerable<string> lines)
    {
        string? line = lines.FirstOrDefault(line => line.StartsWith(HighWaterMark, StringComparison.Ordinal));
        string[] words = line?[HighWaterMark.Length..].Split(default(char[]), StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words is [var number, "kB"] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes)
            ? kilobytes << 10
            : null;
    }
}
