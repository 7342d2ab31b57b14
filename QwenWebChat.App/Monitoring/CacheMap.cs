using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring;

/// <summary>Who holds which block of the cache, as the pages take it: written once, whoever looks on.</summary>
/// <param name="BlockTokens">Tokens that a block holds.</param>
/// <param name="Requests">The requests that hold blocks; <paramref name="Runs"/> names them by their place.</param>
/// <param name="Runs">The blocks in their order, as <see cref="BlockRuns"/> writes them.</param>
/// <param name="HeldCount">Blocks that one request holds; the other counts are of blocks too.</param>
public sealed record CacheMap(int BlockTokens, IReadOnlyList<Guid> Requests, string Runs, int HeldCount, int SharedCount, int CachedCount, int FreeCount)
{
    public static readonly CacheMap Empty = new(0, [], "", 0, 0, 0, 0);

    public int BlockCount => HeldCount + SharedCount + CachedCount + FreeCount;

    public static CacheMap Of(BlockMap map)
    {
        int[] counts = new int[4];
        foreach (BlockEntry block in map.Blocks)
        {
            counts[(int)block.State]++;
        }

        return new(map.BlockTokens, map.Requests, BlockRuns.Of(map.Blocks),
            counts[(int)BlockState.Held], counts[(int)BlockState.Shared], counts[(int)BlockState.Cached], counts[(int)BlockState.Free]);
    }
}
