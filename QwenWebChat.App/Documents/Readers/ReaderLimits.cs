using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>
/// What the system enforces on a reader. On Linux and macOS it limits itself before it opens a file (setrlimit), for itself
/// and the programs that it starts; on Windows <see cref="ReaderJob"/> does. The runtime's own heap is limited on all of them.
/// </summary>
internal static partial class ReaderLimits
{
    // The runtime, its code and what libraries hold beside the heap.
    private const long BesideHeapBytes = 512L << 20;

    // Under a hard limit the runtime makes its youngest generation so small that a large file takes half as long again.
    private const long YoungestGenerationBytes = 64L << 20;

    private const int ProcessorTime = 0;
    private const int DataSegment = 2;
    private const int CoreFile = 4;

    private const string Status = "/proc/self/status";

    /// <summary>What the runtime of a reader is told by its environment.</summary>
    public static IReadOnlyDictionary<string, string> Environment(long memoryBytes) => new Dictionary<string, string>
    {
        ["DOTNET_GCHeapHardLimit"] = memoryBytes.ToString("x", CultureInfo.InvariantCulture),
        ["DOTNET_GCgen0size"] = Math.Min(YoungestGenerationBytes, memoryBytes / 8).ToString("x", CultureInfo.InvariantCulture),
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        // A reader that is ended leaves no dump of what it read.
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
            // Where the machine runs out of memory, a reader is to be ended, not the app.
            TryWrite("/proc/self/oom_score_adj", "1000");
        }
    }

    /// <summary>Before each file: so much time on a processor from now, and the count of memory anew.</summary>
    public static void BeginFile(int processorSeconds)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            // Only the soft limit: it moves with each file. The other is what macOS takes for none.
            double used = System.Environment.CpuUsage.TotalTime.TotalSeconds;
            Set(ProcessorTime, (ulong)(used + processorSeconds + 1), long.MaxValue);
        }

        if (OperatingSystem.IsLinux())
        {
            TryWrite("/proc/self/clear_refs", "5");
        }
    }

    /// <summary>The most memory held since the file was begun, in bytes; on Windows and macOS since the reader was started.</summary>
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
            // Not granted in this container.
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
