using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Execution;

/// <summary>How the weights of a placement are read.</summary>
/// <param name="ThreadCount">Threads of the CPU's own kernels.</param>
/// <param name="UsesCache">Whether rounded weights are stored in a file beside the model.</param>
/// <param name="Progress">Is told of each weight; null for nobody.</param>
internal sealed record LoadSettings(int ThreadCount, bool UsesCache, IProgress<LoadProgress>? Progress, CancellationToken CancellationToken)
{
    /// <summary>Progress in bytes of one part after the other, of so many in all.</summary>
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
