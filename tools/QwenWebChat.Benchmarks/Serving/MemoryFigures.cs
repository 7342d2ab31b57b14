namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The engine's memory account and the memory of the process, in bytes.</summary>
/// <param name="ManagedBytes">Growth of the managed heap, without the activations, which are part of it.</param>
/// <param name="GrownBytes">Growth of the process's private pages.</param>
internal sealed record MemoryFigures(string Model, long WeightBytes, long KvBytes, long ActivationBytes, long ManagedBytes, long GrownBytes)
{
    public long AccountedBytes => WeightBytes + KvBytes + ActivationBytes + ManagedBytes;

    /// <summary>Share of the process's memory that the account lacks; negative if the account is too large.</summary>
    public double MissingShare => 1 - ((double)AccountedBytes / GrownBytes);
}
