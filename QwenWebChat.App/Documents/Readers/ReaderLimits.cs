using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>
/// The limits that the system enforces on a reader. On Linux and macOS, the reader sets them (setrlimit) for itself and its child
/// processes before it opens a file; on Windows, <see cref="ReaderJob"/> does. The runtime's own heap is limited everywhere.
/// </summary>
internal static partial class ReaderLimits
{
    // The runtime, its code, and the memory of libraries outside the heap.
    private const long BesideHeapBytes = 512L << 20;

    // With a hard limit, the runtime makes its youngest generation so small that a large file takes half as long again.
    private const long YoungestGenerationBytes = 64L << 20;

    private const int ProcessorTime = 0;
    private const int DataSegment = 2;
    private const int CoreFile = 4;

    private const string Status = "/proc/self/status";

    /// <summary>Returns the environment variables for the runtime of a reader.</summary>
    public static IReadOnlyDictionary<string, string> Environment(long memoryBytes) => new Dictionary<string, string>
    {
        ["DOTNET_GCHeapHardLimit"] = memoryBytes.ToString("x", CultureInfo.InvariantCulture),
        ["DOTNET_GCgen0size"] = Math.Min(YoungestGenerationBytes, memoryBytes / 8).ToString("x", CultureInfo.InvariantCulture),
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        // A reader that is killed leaves no dump of what it read.
        ["DOTNET_DbgEnableMiniDump"] = "0",
    };

    public static void Apply(long memoryBytes)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            ulong bytes = (ulong)(memoryBytes + BesideHeapBytes);
            Set(DataSegment, bytes, bytes);
            Set(CoreFile, 0, 0);
        }

        if (OperatingSystem.IsLinux())
        {
            // If the machine runs out of memory, a reader should be killed, not the app.
            TryWrite("/proc/self/oom_score_adj", "1000");
        }
    }

    /// <summary>Called before each file: sets the processor time from now on, and resets the peak memory.</summary>
    public static void BeginFile(int processorSeconds)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            // Only the soft limit, because it changes with each file. The hard limit is the value that macOS takes for none.
            double used = System.Environment.CpuUsage.TotalTime.TotalSeconds;
            Set(ProcessorTime, (ulong)(used + processorSeconds + 1), long.MaxValue);
        }

        if (OperatingSystem.IsLinux())
        {
            TryWrite("/proc/self/clear_refs", "5");
        }
    }

    /// <summary>Returns the peak memory in bytes since the start of the file; on Windows and macOS since the start of the reader.</summary>
    public static long PeakMemory()
    {
        if (OperatingSystem.IsLinux() && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line)
        {
            return long.Parse(string.Concat(line.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture) << 10;
        }

        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }

    private static void TryWrite(string file, string value)
    {
        try
        {
            File.WriteAllText(file, value);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not permitted in this container.
        }
    }

    [SupportedOSPlatform("linux")]
    [SupportedOSPlatform("macos")]
    private static void Set(int resource, ulong soft, ulong hard)
    {
        Limit limit = new(soft, hard);
        if (setrlimit(resource, in limit) != 0)
        {
            throw new InvalidOperationException($"The limit {resource} of a reader could not be set: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [SupportedOSPlatform("linux")]
    [SupportedOSPlatform("macos")]
    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, in Limit limit);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
