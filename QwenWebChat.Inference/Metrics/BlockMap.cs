namespace QwenWebChat.Inference.Metrics;

/// <summary>The requests that hold each block of the KV cache, at one moment between two steps.</summary>
/// <param name="BlockTokens">The number of tokens that a block holds.</param>
/// <param name="Requests">The requests that hold blocks.</param>
/// <param name="Blocks">One entry for each block, in the order of the cache.</param>
public sealed record BlockMap(int BlockTokens, IReadOnlyList<Guid> Requests, IReadOnlyList<BlockEntry> Blocks)
{
    public static readonly BlockMap Empty = new(0, [], []);
}
