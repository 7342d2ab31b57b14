namespace QwenWebChat.Inference.Caching;

/// <summary>
/// Finds cached blocks that a sequence need not compute, because another sequence, or itself before it was preempted,
/// has computed the same tokens from the first one on. Counts the hits.
/// </summary>
internal sealed class PrefixCache(BlockPool pool)
{
    /// <summary>The number of tokens looked up, over all starts of sequences.</summary>
    public long QueriedTokens { get; private set; }

    /// <summary>The number of these tokens that were found.</summary>
    public long HitTokens { get; private set; }

    /// <summary>Returns the blocks of the longest cached prefix. Adds no references and counts nothing.</summary>
    public IReadOnlyList<int> Match(ReadOnlySpan<BlockKey> keys)
    {
        List<int> blocks = [];
        foreach (BlockKey key in keys)
        {
            if (!pool.TryFind(key, out int block))
            {
                break;
            }

            blocks.Add(block);
        }

        return blocks;
    }

    /// <summary>Counts a match with which a sequence starts.</summary>
    public void Count(int queriedTokens, int hitTokens)
    {
        QueriedTokens += queriedTokens;
        HitTokens += hitTokens;
    }
}
