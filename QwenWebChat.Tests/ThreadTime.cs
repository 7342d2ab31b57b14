using System.Diagnostics;
using System.Runtime.InteropServices;

namespace QwenWebChat.Tests;

/// <summary>The processor time that the current thread has used: what runs beside it on the same cores does not lengthen it, on Linux.</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3;

    public static TimeSpan Now => OperatingSystem.IsLinux() && GetTime(ThreadClock, out UnixTime time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
        : Stopwatch.GetElapsedTime(0);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out UnixTime time);

    private readonly record struct UnixTime(nint Seconds, nint Nanoseconds);
}
