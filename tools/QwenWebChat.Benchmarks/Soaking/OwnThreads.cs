using System.Diagnostics;

namespace QwenWebChat.Benchmarks.Soaking;

/// <summary>Counts the threads of this process, except for those that .NET starts and ends itself.</summary>
internal static class OwnThreads
{
    private const string LinuxTasks = "/proc/self/task";

    // The thread pool, its timer, and the tiered compiler.
    private const string RuntimePrefix = ".NET ";

    public static int Count()
    {
        if (OperatingSystem.IsLinux())
        {
            return Directory.EnumerateDirectories(LinuxTasks).Count(task => !NameOf(task).StartsWith(RuntimePrefix, StringComparison.Ordinal));
        }

        using Process process = Process.GetCurrentProcess();
        return process.Threads.Count - ThreadPool.ThreadCount;
    }

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            // The thread ended meanwhile.
            return RuntimePrefix;
        }
    }
}
