namespace QwenWebChat.Inference.Caching;

/// <summary>
/// Finds the blocks that a sequence need not compute again, because another one, or itself before it was preempted, has
/// computed the same tokens from the first on. Counts how often that helps.
/// </summary>
internal sealed class PrefixCache(BlockPool pool)
{
    /// <summary>Tokens that were looked for, over all starts of sequences.</summary>
    public long QueriedTokens { get; private set; }

    /// <summary>Of these, tokens that were found.</summary>
    public long HitTokens { get; private set; }

    /// <summary>The blocks of the longest prefix that is cached. Takes no reference and counts nothing.</summary>
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

    /// <summary>Counts a match that a sequence starts on.</summary>
    public void Count(int queriedTokens, int hitTokens)
    {
        QueriedTokens += queriedTokens;
        HitTokens += hitTokens;
    }
}
