using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Caching;

/// <summary>The keys of one sequence's full blocks. Ids are only ever appended, so each block is hashed once.</summary>
internal sealed class BlockKeyChain(BlockKey root)
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

            _keys.Add((_keys.Count == 0 ? root : _keys[^1]).Next(block));
        }

        return CollectionsMarshal.AsSpan(_keys)[..blockCount];
    }
}
