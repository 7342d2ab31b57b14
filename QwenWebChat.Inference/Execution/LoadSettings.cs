using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Execution;

/// <summary>Settings for loading the weights of a placement.</summary>
/// <param name="ThreadCount">The number of threads of the CPU's own kernels.</param>
/// <param name="UsesCache">True if rounded weights are stored in a file beside the model.</param>
/// <param name="Progress">Reports each loaded weight; null for no reports.</param>
internal sealed record LoadSettings(int ThreadCount, bool UsesCache, IProgress<LoadProgress>? Progress, CancellationToken CancellationToken)
{
    /// <summary>Reports the progress in bytes of consecutive parts, of the given total.</summary>
    public IProgress<long> Counted(long totalBytes) => new ByteCount(Progress, totalBytes);

    private sealed class ByteCount(IProgress<LoadProgress>? progress, long totalBytes) : IProgress<long>
    {
        private long _loadedBytes;

        public void Report(long value)
        {
            _loadedBytes += value;
            progress?.Report(new LoadProgress(_loadedBytes, totalBytes));
        }
    }
}
