using System.Globalization;
using System.Runtime.InteropServices;

namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>Reads the RAM of this machine, or of the container of this process.</summary>
internal static partial class MachineMemory
{
    private const string Group = "/sys/fs/cgroup";

    /// <summary>Returns the total bytes, and the bytes that can be allocated without swapping.</summary>
    public static (long Total, long Available) Read()
    {
        if (OperatingSystem.IsLinux())
        {
            (long total, long available) = Parse(File.ReadLines("/proc/meminfo"));
            return Limit(total, available, Text("memory.max"), Text("memory.current"), Text("memory.stat"));
        }

        if (OperatingSystem.IsWindows())
        {
            MemoryStatus status = new() { Length = (uint)Marshal.SizeOf<MemoryStatus>() };
            if (GlobalMemoryStatusEx(ref status))
            {
                return ((long)status.Total, (long)status.Available);
            }
        }

        // The values are those of the last garbage collection.
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        return (info.TotalAvailableMemoryBytes, Math.Max(info.TotalAvailableMemoryBytes - info.MemoryLoadBytes, 0));
    }

    /// <param name="lines">The lines of /proc/meminfo, such as <c>MemTotal:  16265748 kB</c>.</param>
    public static (long Total, long Available) Parse(IEnumerable<string> lines)
    {
        Dictionary<string, long> values = [];
        foreach (string line in lines)
        {
            if (line.Split(':', 2) is [var name, var rest] && name is "MemTotal" or "MemAvailable")
            {
                values[name] = long.Parse(rest.Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
            }
        }

        return (values.GetValueOrDefault("MemTotal"), values.GetValueOrDefault("MemAvailable"));
    }

    /// <summary>Applies the limits of a control group (version 2); the texts of its files are null without a group.</summary>
    public static (long Total, long Available) Limit(long total, long available, string? max, string? current, string? statistics)
    {
        if (!long.TryParse(max, CultureInfo.InvariantCulture, out long limit) || limit >= total || !long.TryParse(current, CultureInfo.InvariantCulture, out long used))
        {
            return (total, available);
        }

        // The kernel frees inactive file pages before it kills a process.
        string? inactive = statistics?.Split('\n').FirstOrDefault(line => line.StartsWith("inactive_file ", StringComparison.Ordinal));
        long reclaimable = inactive is null ? 0 : long.Parse(inactive.Split(' ')[1], CultureInfo.InvariantCulture);
        return (limit, Math.Clamp(limit - used + reclaimable, 0, available));
    }

    private static string? Text(string file)
    {
        string path = Path.Combine(Group, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GlobalMemoryStatusEx(ref MemoryStatus status);

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryStatus
    {
        public uint Length;
        public uint Load;
        public ulong Total;
        public ulong Available;
        public ulong TotalPageFile;
        public ulong AvailablePageFile;
        public ulong TotalVirtual;
        public ulong AvailableVirtual;
        public ulong AvailableExtendedVirtual;
    }
}
