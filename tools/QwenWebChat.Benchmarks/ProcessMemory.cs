using System.Diagnostics;
using System.Globalization;

namespace QwenWebChat.Benchmarks;

/// <summary>Reads the memory of this process.</summary>
internal static class ProcessMemory
{
    private const string LinuxStatus = "/proc/self/status";

    /// <returns>Peak resident bytes, including pages of mapped files that were read.</returns>
    public static long Peak()
    {
        using Process process = Process.GetCurrentProcess();

        // On Linux .NET returns the current size as the peak.
        return FromLinux("VmHWM") ?? process.PeakWorkingSet64;
    }

    /// <returns>Resident bytes that belong to no file: the system loads and evicts file pages, such as libraries, at any time.</returns>
    public static long Private() => FromLinux("RssAnon") ?? Environment.WorkingSet;

    /// <summary>Parses a value in the lines of <c>/proc/PID/status</c>, whose unit is kB; null if it is missing.</summary>
    internal static long? FromStatus(IEnumerable<string> lines, string key)
    {
        string[] words = lines.FirstOrDefault(line => line.StartsWith(key + ":", StringComparison.Ordinal))?.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words is [_, var number, "kB"] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes) ? kilobytes << 10 : null;
    }

    private static long? FromLinux(string key) => OperatingSystem.IsLinux() ? FromStatus(File.ReadLines(LinuxStatus), key) : null;
}
