using QwenWebChat.Inference.Torch.Kernels;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The attention of one step in one layer, over sequences that are adjacent in the KV cache.</summary>
/// <param name="Sequences">The number of sequences.</param>
/// <param name="Queries">The number of new tokens of each sequence.</param>
/// <param name="Cached">The number of tokens of each sequence, new ones included.</param>
internal sealed record AttentionCase(int Sequences, int Queries, int Cached)
{
    public int RowCount => Sequences * Queries;

    public int SlotCount => Sequences * Cached;

    /// <summary>The number of query and key pairs.</summary>
    public double PairCount => (double)Sequences * ((Queries * (double)(Cached - Queries)) + (Queries * (Queries + 1.0) / 2));

    public IReadOnlyList<AttentionSegment> Segments =>
        [.. Enumerable.Range(0, Sequences).Select(i => new AttentionSegment(i * Queries, Queries, i * Cached, Cached, Queries > 1))];

    public override string ToString() => $"{Sequences} x {Queries} of {Cached}";

    /// <summary>
    /// Returns the cases: one and several decoding sequences, with more keys and values than a CPU or GPU cache holds, and
    /// a prefill chunk.
    /// </summary>
    public static IReadOnlyList<AttentionCase> All(bool isSmall) =>
        isSmall ? [new(1, 1, 128), new(4, 1, 64), new(1, 16, 128)] : [new(1, 1, 65_536), new(8, 1, 8_192), new(1, 2_048, 8_192)];
}
