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
        Dictionary<BlockState, int> counts = map.Blocks.CountBy(block => block.State).ToDictionary();
        return new(map.BlockTokens, map.Requests, BlockRuns.Of(map.Blocks), CountOf(BlockState.Held), CountOf(BlockState.Shared), CountOf(BlockState.Cached), CountOf(BlockState.Free));

        int CountOf(BlockState state) => counts.GetValueOrDefault(state);
    }
}
