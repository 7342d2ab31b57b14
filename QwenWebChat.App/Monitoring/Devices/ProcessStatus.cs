using System.Diagnostics;
using System.Globalization;

namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>Reads the RAM and the number of threads of this process.</summary>
internal static class ProcessStatus
{
    public static (long Bytes, int ThreadCount) Read()
    {
        // On Linux, .NET opens a file for each thread to count them, which is a hundred times slower.
        if (OperatingSystem.IsLinux())
        {
            return Parse(File.ReadLines("/proc/self/status"));
        }

        using Process process = Process.GetCurrentProcess();
        return (process.WorkingSet64, process.Threads.Count);
    }

    /// <param name="lines">The lines of /proc/self/status, such as <c>VmRSS:	  175744 kB</c> and <c>Threads:	12</c>.</param>
    public static (long Bytes, int ThreadCount) Parse(IEnumerable<string> lines)
    {
        long bytes = 0;
        int threads = 0;
        foreach (string line in lines)
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
            {
                bytes = Number(line.Replace("kB", "", StringComparison.Ordinal)) * 1024;
            }
            else if (line.StartsWith("Threads:", StringComparison.Ordinal))
            {
                threads = (int)Number(line);
            }
        }

        return (bytes, threads);
    }

    private static long Number(string line) => long.Parse(line.AsSpan(line.IndexOf(':') + 1).Trim(), CultureInfo.InvariantCulture);
}
