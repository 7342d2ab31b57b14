using System.Globalization;
using System.Runtime.InteropServices;

namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>How long the processors of this machine have worked, and how long they might have.</summary>
internal static partial class MachineCpu
{
    // Of /proc/stat's first line: user nice system idle iowait irq softirq steal.
    private const int ColumnCount = 8;
    private const int Idle = 3;
    private const int Waiting = 4;

    /// <summary>In units of the system's own since its start; null where it does not tell.</summary>
    public static (long Busy, long All)? Read() =>
        OperatingSystem.IsLinux() ? Parse(FirstLine("/proc/stat"))
        : OperatingSystem.IsWindows() && GetSystemTimes(out long idle, out long kernel, out long user) ? (kernel + user - idle, kernel + user)
        : null;

    /// <param name="line">Such as <c>cpu  10 0 5 100 2 0 1 0 0 0</c>.</param>
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

    // The kernel's time includes the idle one.
    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetSystemTimes(out long idle, out long kernel, out long user);
}
