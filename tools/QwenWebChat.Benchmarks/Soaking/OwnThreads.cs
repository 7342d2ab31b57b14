using System.Diagnostics;

namespace QwenWebChat.Benchmarks.Soaking;

/// <summary>The threads of this process but for those that .NET makes and ends as it likes.</summary>
internal static class OwnThreads
{
    private const string LinuxTasks = "/proc/self/task";

    // The pool's workers and gate, its timer, and the tiers of the compiler.
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
            // It ended meanwhile.
            return RuntimePrefix;
        }
    }
}
