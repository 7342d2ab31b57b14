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
            ThreadCount = OwnThreads.Count(),
            ManagedBytes = GC.GetTotalMemory(forceFullCollection: false),
            ResidentBytes = Environment.WorkingSet,
        };
    }

    /// <summary>Returns one line for each leak.</summary>
    /// <param name="loaded">The state after the model was loaded.</param>
    /// <param name="warm">The state after the first phase; null for that phase itself.</param>
    public IEnumerable<string> Leaks(SoakState loaded, SoakState? warm, long slackBytes)
    {
        if (UsedTokens != 0 || RequestCount != 0)
        {
            yield return FormattableString.Invariant($"{RequestCount} requests hold {UsedTokens} tokens of the cache, and nobody is there");
        }

        if (EndlessStreamCount != 0)
        {
            yield return FormattableString.Invariant($"{EndlessStreamCount} streams never ended");
        }

        if (TensorCount != loaded.TensorCount)
        {
            yield return FormattableString.Invariant($"{TensorCount} tensors live, {loaded.TensorCount} at the start");
        }

        if (warm is null)
        {
            yield break;
        }

        if (ThreadCount > warm.ThreadCount)
        {
            yield return FormattableString.Invariant($"{ThreadCount} threads, {warm.ThreadCount} when warm");
        }

        if (ManagedBytes > warm.ManagedBytes + slackBytes)
        {
            yield return FormattableString.Invariant($"{Megabytes(ManagedBytes)} MB managed, {Megabytes(warm.ManagedBytes)} when warm");
        }

        if (ResidentBytes > warm.ResidentBytes + slackBytes)
        {
            yield return FormattableString.Invariant($"{Megabytes(ResidentBytes)} MB resident, {Megabytes(warm.ResidentBytes)} when warm");
        }
    }

    public override string ToString() => FormattableString.Invariant(
        $"{UsedTokens} tokens in use, {TensorCount} tensors, {ThreadCount} threads, {Megabytes(ManagedBytes):0.0} MB managed, {Megabytes(ResidentBytes):0.0} MB resident");

    private static double Megabytes(long bytes) => Math.Round(bytes / 1e6, 1);
}
