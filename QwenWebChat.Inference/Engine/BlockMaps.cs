using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Inference.Engine;

/// <summary>Creates block maps from a pool.</summary>
internal static class BlockMaps
{
    public static BlockMap Of(BlockPool pool, IEnumerable<ActiveRequest> requests)
    {
        BlockEntry[] entries = new BlockEntry[pool.BlockCount];
        for (int block = 0; block < entries.Length; block++)
        {
            entries[block] = new BlockEntry(pool.StateOf(block), null);
        }

        ActiveRequest[] holders = [.. requests.Where(request => request.Sequence is { Blocks.Count: > 0 }).OrderBy(request => request.Sequence!.Arrival)];
        for (int request = 0; request < holders.Length; request++)
        {
            foreach (int block in holders[request].Sequence!.Blocks.Blocks)
            {
                entries[block] = entries[block] with { Request = entries[block].Request ?? (short)request };
            }
        }

        return new BlockMap(pool.BlockTokens, [.. holders.Select(request => request.Id)], entries);
    }
}
