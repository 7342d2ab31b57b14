using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring;

/// <summary>
/// The requests that hold each block of the KV cache, in the form that the pages draw. Encoded once for all viewers.
/// </summary>
/// <param name="BlockTokens">The number of tokens of a block.</param>
/// <param name="Requests">The requests that hold blocks; <paramref name="Runs"/> refers to them by index.</param>
/// <param name="Runs">The blocks in order, encoded by <see cref="BlockRuns"/>.</param>
/// <param name="HeldCount">The number of blocks that exactly one request holds. The other counts are numbers of blocks too.</param>
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
