using System.Globalization;
using System.Runtime.InteropServices;

namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>Reads the busy time and the total time of this machine's CPUs.</summary>
internal static partial class MachineCpu
{
    // The columns of the first line of /proc/stat: user nice system idle iowait irq softirq steal.
    private const int ColumnCount = 8;
    private const int Idle = 3;
    private const int Waiting = 4;

    /// <summary>Returns times since startup in units of the system; null if the system does not report them.</summary>
    public static (long Busy, long All)? Read() =>
        OperatingSystem.IsLinux() ? Parse(FirstLine("/proc/stat"))
        : OperatingSystem.IsWindows() && GetSystemTimes(out long idle, out long kernel, out long user) ? (kernel + user - idle, kernel + user)
        : null;

    /// <param name="line">The first line of /proc/stat, such as <c>cpu  10 0 5 100 2 0 1 0 0 0</c>.</param>
    public static (long Busy, long All)? Parse(string line)
    {
        string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["cpu", ..] || parts.Length <= ColumnCount)
        {
            return null;
        }

        long[] times = [.. parts.Skip(1).Take(ColumnCount).Select(part => long.Parse(part, CultureInfo.InvariantCulture))];
        return (times.Sum() - times[Idle] - times[Waiting], times.Sum());
    }

    private static string FirstLine(string path)
    {
        using StreamReader reader = new(path);
        return reader.ReadLine() ?? "";
    }

    // The kernel time includes the idle time.
    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetSystemTimes(out long idle, out long kernel, out long user);
}
