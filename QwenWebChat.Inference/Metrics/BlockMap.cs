namespace QwenWebChat.Inference.Metrics;

/// <summary>Who holds which block of the cache of keys and values, at one moment between two steps.</summary>
/// <param name="BlockTokens">Tokens that a block holds.</param>
/// <param name="Requests">The requests that hold blocks.</param>
/// <param name="Blocks">One entry a block, in the order of the cache.</param>
public sealed record BlockMap(int BlockTokens, IReadOnlyList<Guid> Requests, IReadOnlyList<BlockEntry> Blocks)
{
    public static readonly BlockMap Empty = new(0, [], []);
}
