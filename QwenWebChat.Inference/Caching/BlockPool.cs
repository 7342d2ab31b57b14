using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// The blocks of the cache: whose they are, not what is in them. A block that is released with a registered key stays
/// findable until it is taken for something else; blocks without one are taken first, then the least recently released.
/// Lives as long as its model. Not thread-safe.
/// </summary>
internal sealed class BlockPool
{
    private readonly int[] _referenceCounts;
    private readonly BlockKey?[] _keys;
    private readonly Dictionary<BlockKey, int> _blocksByKey = [];

    // The free blocks as a ring of two arrays, in the order in which they are taken; its last entry is both ends.
    private readonly int[] _next;
    private readonly int[] _previous;

    /// <param name="blockCount">Blocks 0 to <paramref name="blockCount"/> - 1.</param>
    /// <param name="blockTokens">Tokens that one block holds.</param>
    public BlockPool(int blockCount, int blockTokens = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockTokens);
        BlockCount = blockCount;
        BlockTokens = blockTokens;
        FreeCount = blockCount;
        _referenceCounts = new int[blockCount];
        _keys = new BlockKey?[blockCount];
        _next = [.. Enumerable.Range(1, blockCount), 0];
        _previous = [blockCount, .. Enumerable.Range(0, blockCount)];
    }

    public int BlockCount { get; }

    public int BlockTokens { get; }

    /// <summary>Blocks that can be taken, those that still hold a cached prefix included.</summary>
    public int FreeCount { get; private set; }

    /// <summary>Blocks that a sequence holds.</summary>
    public int UsedCount => BlockCount - FreeCount;

    /// <summary>Free blocks that still hold a cached prefix.</summary>
    public int CachedCount { get; private set; }

    /// <summary>Blocks that were ever taken: the first so many.</summary>
    public int TouchedCount { get; private set; }

    private int RingEnd => BlockCount;

    /// <summary>Blocks that so many tokens fill, the last one perhaps in part.</summary>
    public int BlocksFor(int tokens) => (tokens + BlockTokens - 1) / BlockTokens;

    /// <summary>How many hold this block.</summary>
    public int ReferenceCount(int block) => _referenceCounts[block];

    /// <summary>What is in this block.</summary>
    public BlockState StateOf(int block) => _referenceCounts[block] switch
    {
        0 => _keys[block] is null ? BlockState.Free : BlockState.Cached,
        1 => BlockState.Held,
        _ => BlockState.Shared,
    };

    /// <summary>Takes a free block; a prefix that it held is forgotten.</summary>
    /// <returns>False when none is free.</returns>
    public bool TryTake(out int block)
    {
        block = _next[RingEnd];
        if (block == RingEnd)
        {
            return false;
        }

        Unlink(block);
        if (_keys[block] is { } key)
        {
            CachedCount--;
            _blocksByKey.Remove(key);
            _keys[block] = null;
        }

        TouchedCount = Math.Max(TouchedCount, block + 1);
        _referenceCounts[block] = 1;
        return true;
    }

    /// <summary>Takes one more reference to a block that is held or findable.</summary>
    /// <exception cref="InvalidOperationException">The block is free and holds nothing.</exception>
    public void Retain(int block)
    {
        if (_referenceCounts[block] == 0)
        {
            if (_keys[block] is null)
            {
                throw new InvalidOperationException($"Block {block} is free and holds no prefix; there is nothing to retain.");
            }

            CachedCount--;
            Unlink(block);
        }

        _referenceCounts[block]++;
    }

    /// <summary>Gives one reference back.</summary>
    /// <exception cref="InvalidOperationException">Nobody holds the block.</exception>
    public void Release(int block)
    {
        if (_referenceCounts[block] == 0)
        {
            throw new InvalidOperationException($"Block {block} is released more often than it was taken.");
        }

        if (--_referenceCounts[block] > 0)
        {
            return;
        }

        if (_keys[block] is null)
        {
            Link(block, after: RingEnd);
        }
        else
        {
            CachedCount++;
            Link(block, after: _previous[RingEnd]);
        }
    }

    /// <summary>Makes a held block, full and computed, findable. Where another one has the key already, that one stays.</summary>
    /// <exception cref="InvalidOperationException">Nobody holds the block, or it has another key.</exception>
    public void Register(int block, BlockKey key)
    {
        if (_referenceCounts[block] == 0 || (_keys[block] is { } present && present != key))
        {
            throw new InvalidOperationException($"Block {block} is free or registered as something else.");
        }

        if (_blocksByKey.TryAdd(key, block))
        {
            _keys[block] = key;
        }
    }

    /// <summary>Finds the block that holds this content, held or free.</summary>
    public bool TryFind(BlockKey key, out int block) => _blocksByKey.TryGetValue(key, out block);

    private void Link(int block, int after)
    {
        _previous[block] = after;
        _next[block] = _next[after];
        _previous[_next[after]] = block;
        _next[after] = block;
        FreeCount++;
    }

    private void Unlink(int block)
    {
        _next[_previous[block]] = _next[block];
        _previous[_next[block]] = _previous[block];
        FreeCount--;
    }
}
