using QwenWebChat.Inference.Torch.Kernels;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>A step's attention in a layer: sequences that lie one after the other in the cache.</summary>
/// <param name="Sequences">How many.</param>
/// <param name="Queries">New tokens of each.</param>
/// <param name="Cached">Tokens of each, the new ones included.</param>
internal sealed record AttentionCase(int Sequences, int Queries, int Cached)
{
    public int RowCount => Sequences * Queries;

    public int SlotCount => Sequences * Cached;

    /// <summary>Query and key pairs that meet.</summary>
    public double PairCount => (double)Sequences * ((Queries * (double)(Cached - Queries)) + (Queries * (Queries + 1.0) / 2));

    public IReadOnlyList<AttentionSegment> Segments =>
        [.. Enumerable.Range(0, Sequences).Select(i => new AttentionSegment(i * Queries, Queries, i * Cached, Cached, Queries > 1))];

    public override string ToString() => $"{Sequences} x {Queries} of {Cached}";

    /// <summary>One sequence and several that decode, with more keys and values than a cache holds, and a prompt's chunk.</summary>
    public static IReadOnlyList<AttentionCase> All(bool isSmall) =>
        isSmall ? [new(1, 1, 128), new(4, 1, 64), new(1, 16, 128)] : [new(1, 1, 65_536), new(8, 1, 8_192), new(1, 2_048, 8_192)];
}
