using System.Diagnostics;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Quantization;
using TorchSharp;

namespace QwenWebChat.Benchmarks.Soaking;

/// <summary>The resources that an idle engine and its process hold.</summary>
/// <param name="UsedTokens">Number of cache tokens in the blocks that requests hold.</param>
/// <param name="RequestCount">Number of active requests.</param>
/// <param name="EndlessStreamCount">Number of abandoned streams that did not end.</param>
/// <param name="TensorCount">Number of live tensors: libtorch's, and the native buffers in which the CPU holds its matrices.</param>
internal sealed record SoakState(int UsedTokens, int RequestCount, int EndlessStreamCount, long TensorCount, int ThreadCount, long ManagedBytes, long ResidentBytes)
{
    /// <summary>Reads the state after a garbage collection: objects that wait for finalizers are not the engine's.</summary>
    public static SoakState Of(InferenceEngine engine, int endlessStreamCount)
    {
        // The aggressive mode returns free memory to the system, so that resident memory is memory in use.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new SoakState(
            engine.Snapshot.UsedTokens, engine.ActiveRequestCount, endlessStreamCount, torch.Tensor.TotalCount + NativeBytes.LiveCount,
            OwnThreadCount(), GC.GetTotalMemory(forceFullCollection: false), Environment.WorkingSet);
    }

    /// <summary>Returns one line for each leak.</summary>
    /// <param name="loaded">The state after the model was loaded.</param>
    /// <param name="warm">The state after the first phase; null for that phase itself.</param>
    public IEnumerable<string> Leaks(SoakState loaded, SoakState? warm, long slackBytes)
    {
        (bool IsLeak, FormattableString Text)[] checks =
        [
            (UsedTokens != 0 || RequestCount != 0, $"{RequestCount} requests hold {UsedTokens} tokens of the cache, and nobody is there"),
            (EndlessStreamCount != 0, $"{EndlessStreamCount} streams never ended"),
            (TensorCount != loaded.TensorCount, $"{TensorCount} tensors live, {loaded.TensorCount} at the start"),
            (ThreadCount > warm?.ThreadCount, $"{ThreadCount} threads, {warm?.ThreadCount} when warm"),
            (ManagedBytes > warm?.ManagedBytes + slackBytes, $"{Megabytes(ManagedBytes)} MB managed, {Megabytes(warm?.ManagedBytes)} when warm"),
            (ResidentBytes > warm?.ResidentBytes + slackBytes, $"{Megabytes(ResidentBytes)} MB resident, {Megabytes(warm?.ResidentBytes)} when warm"),
        ];
        return checks.Where(check => check.IsLeak).Select(check => FormattableString.Invariant(check.Text));
    }

    public override string ToString() => FormattableString.Invariant(
        $"{UsedTokens} tokens in use, {TensorCount} tensors, {ThreadCount} threads, {Megabytes(ManagedBytes):0.0} MB managed, {Megabytes(ResidentBytes):0.0} MB resident");

    private static double? Megabytes(long? bytes) => bytes is { } number ? Math.Round(number / 1e6, 1) : null;

    // Leaves out the threads that .NET starts and ends itself: the thread pool, its timer, and the tiered compiler.
    private static int OwnThreadCount()
    {
        using Process process = Process.GetCurrentProcess();
        return OperatingSystem.IsLinux()
            ? Directory.EnumerateDirectories("/proc/self/task").Count(task => !NameOf(task).StartsWith(".NET ", StringComparison.Ordinal))
            : process.Threads.Count - ThreadPool.ThreadCount;
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
            return ".NET ";
        }
    }
}
