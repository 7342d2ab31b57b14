using System.Diagnostics;
using System.Globalization;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The most memory that this process has had in use at once.</summary>
internal static class PeakMemory
{
    private const string LinuxStatus = "/proc/self/status";
    private const string HighWaterMark = "VmHWM:";

    /// <returns>Resident bytes; pages of mapped files that were read count.</returns>
    public static long Read()
    {
        // .NET on Linux gives the present size as the peak.
        if (OperatingSystem.IsLinux() && FromStatus(File.ReadLines(LinuxStatus)) is { } bytes)
        {
            return bytes;
        }

        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>The figure in the lines of <c>/proc/PID/status</c>, in kB there; null where it is missing.</summary>
    internal static long? FromStatus(IEnumerable<string> lines)
    {
        string? line = lines.FirstOrDefault(line => line.StartsWith(HighWaterMark, StringComparison.Ordinal));
        string[] words = line?[HighWaterMark.Length..].Split(default(char[]), StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words is [var number, "kB"] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes)
            ? kilobytes << 10
            : null;
    }
}
