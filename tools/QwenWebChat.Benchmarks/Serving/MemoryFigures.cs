namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The engine's account of its memory beside what the process took, in bytes.</summary>
/// <param name="ManagedBytes">By how much the garbage collector's heap grew, but for the activations, which lie in it.</param>
/// <param name="GrownBytes">By how much the process's own pages grew.</param>
internal sealed record MemoryFigures(string Model, long WeightBytes, long KvBytes, long ActivationBytes, long ManagedBytes, long GrownBytes)
{
    public long AccountedBytes => WeightBytes + KvBytes + ActivationBytes + ManagedBytes;

    /// <summary>Of what the process took, what the account lacks, or has too much when it is below 0.</summary>
    public double MissingShare => 1 - ((double)AccountedBytes / GrownBytes);
}
