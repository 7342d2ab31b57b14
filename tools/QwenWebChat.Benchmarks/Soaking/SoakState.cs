using System.Diagnostics;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Quantization;
using TorchSharp;

namespace QwenWebChat.Benchmarks.Soaking;

/// <summary>The resources that an idle engine and its process hold.</summary>
internal sealed record SoakState
{
    /// <summary>Number of cache tokens in the blocks that requests hold.</summary>
    public required int UsedTokens { get; init; }

    /// <summary>Number of active requests.</summary>
    public required int RequestCount { get; init; }

    /// <summary>Number of abandoned streams that did not end.</summary>
    public required int EndlessStreamCount { get; init; }

    /// <summary>Number of live tensors: libtorch's, and the native buffers in which the CPU holds its matrices.</summary>
    public required long TensorCount { get; init; }

    public required int ThreadCount { get; init; }

    public required long ManagedBytes { get; init; }

    public required long ResidentBytes { get; init; }

    /// <summary>Reads the state after a garbage collection: objects that wait for finalizers are not the engine's.</summary>
    public static SoakState Of(InferenceEngine engine, int endlessStreamCount)
    {
        // The aggressive mode returns free memory to the system, so that resident memory is memory in use.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new SoakState
        {
            UsedTokens = engine.Snapshot.UsedTokens,
            RequestCount = engine.ActiveRequestCount,
            EndlessStreamCount = endlessStreamCount,
            TensorCount = torch.Tensor.TotalCount + NativeBytes.LiveCount,
            ThreadCount = OwnThreadCount(),
            ManagedBytes = GC.GetTotalMemory(forceFullCollection: false),
            ResidentBytes = Environment.WorkingSet,
        };
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
