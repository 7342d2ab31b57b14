using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Caching;

/// <summary>The keys of one sequence's full blocks. Ids are only ever appended, so each block is hashed once.</summary>
/// <param name="root">The key before the first block.</param>
/// <param name="common">The number of first blocks that requests of another salt share, and the salt of the blocks after them; null if all have the salt of the root.</param>
internal sealed class BlockKeyChain(BlockKey root, (int Blocks, string Salt)? common = null)
{
    private readonly List<BlockKey> _keys = [];

    /// <summary>Returns the keys of the first blocks.</summary>
    /// <param name="ids">The sequence's ids so far, including all ids of the requested blocks.</param>
    /// <returns>The keys, valid until the next call.</returns>
    public ReadOnlySpan<BlockKey> Take(int blockCount, IReadOnlyList<int> ids, int blockTokens)
    {
        Span<int> block = stackalloc int[_keys.Count < blockCount ? blockTokens : 0];
        while (_keys.Count < blockCount)
        {
            for (int i = 0; i < blockTokens; i++)
            {
                block[i] = ids[(_keys.Count * blockTokens) + i];
            }

            BlockKey previous = _keys.Count == 0 ? root : _keys[^1];
            _keys.Add((_keys.Count == common?.Blocks ? previous.Salted(common.Value.Salt) : previous).Next(block));
        }

        return CollectionsMarshal.AsSpan(_keys)[..blockCount];
    }
}
