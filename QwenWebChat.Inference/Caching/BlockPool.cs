using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// Allocates the blocks of the KV cache; their contents are stored elsewhere. A block that is released with a
/// registered key can still be found until it is reused; blocks without a key are reused first, then the least recently
/// released. Lives as long as its model. Not thread-safe.
/// </summary>
internal sealed class BlockPool
{
    // Shorter runs of free blocks are not worth a choice of their own: 8 blocks are two tiles of an attention kernel.
    private const int LongRunBlocks = 8;

    // Among this share of the cached blocks, the least recently released ones, contiguity is preferred to release
    // order. With a smaller share the fragments of one generation of sequences would be inherited by the next.
    private const int OldShare = 2;

    private readonly bool _keepsRuns;
    private readonly int[] _referenceCounts;
    private readonly BlockKey?[] _keys;

    // For each cached block, the number of releases before its own.
    private readonly long[] _releases;
    private readonly Dictionary<BlockKey, int> _blocksByKey = [];

    // The free blocks as a circular linked list in two arrays, in the order of reuse; the last entry is head and tail.
    private readonly int[] _next;
    private readonly int[] _previous;
    private long _releaseCount;

    /// <param name="blockCount">The number of blocks; ids are 0 to <paramref name="blockCount"/> - 1.</param>
    /// <param name="blockTokens">The number of tokens that one block holds.</param>
    /// <param name="keepsRuns">
    /// True if a sequence's blocks should be contiguous, for a model that reads them as runs. Otherwise the lowest
    /// block is taken first, so that memory that was never used is not committed by the operating system.
    /// </param>
    public BlockPool(int blockCount, int blockTokens = 16, bool keepsRuns = false)
    {
        _keepsRuns = keepsRuns;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockTokens);
        BlockCount = blockCount;
        BlockTokens = blockTokens;
        FreeCount = blockCount;
        _referenceCounts = new int[blockCount];
        _keys = new BlockKey?[blockCount];
        _releases = new long[blockCount];
        _next = [.. Enumerable.Range(1, blockCount), 0];
        _previous = [blockCount, .. Enumerable.Range(0, blockCount)];
    }

    public int BlockCount { get; }

    public int BlockTokens { get; }

    /// <summary>Blocks that can be taken, including those that still hold a cached prefix.</summary>
    public int FreeCount { get; private set; }

    /// <summary>Blocks that sequences hold.</summary>
    public int UsedCount => BlockCount - FreeCount;

    /// <summary>Free blocks that still hold a cached prefix.</summary>
    public int CachedCount { get; private set; }

    /// <summary>One more than the highest block id that was ever taken.</summary>
    public int TouchedCount { get; private set; }

    private int RingEnd => BlockCount;

    /// <summary>Returns the number of blocks that hold so many tokens; the last block may be partly filled.</summary>
    public int BlocksFor(int tokens) => (tokens + BlockTokens - 1) / BlockTokens;

    /// <summary>Returns the number of references to a block.</summary>
    public int ReferenceCount(int block) => _referenceCounts[block];

    /// <summary>Returns the state of a block.</summary>
    public BlockState StateOf(int block) => _referenceCounts[block] switch
    {
        0 => _keys[block] is null ? BlockState.Free : BlockState.Cached,
        1 => BlockState.Held,
        _ => BlockState.Shared,
    };

    /// <summary>Takes a free block; a prefix that it held is discarded.</summary>
    /// <returns>False when none is free.</returns>
    public bool TryTake(out int block) => TryTake(null, 1, out block);

    /// <summary>Takes a free block for a sequence; a prefix that it held is discarded.</summary>
    /// <param name="after">The sequence's last block, whose successor is preferred if the pool keeps runs; null if it has none.</param>
    /// <param name="wanted">The number of blocks that the sequence is about to take, including this one.</param>
    /// <returns>False when none is free.</returns>
    public bool TryTake(int? after, int wanted, out int block)
    {
        block = _keepsRuns && FreeCount > 0 ? Choose(after, Math.Max(wanted, 1)) : _next[RingEnd];
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

    /// <summary>Adds a reference to a block that is held or findable.</summary>
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

    /// <summary>Drops one reference.</summary>
    /// <exception cref="InvalidOperationException">The block has no references.</exception>
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
            _releases[block] = ++_releaseCount;
            Link(block, after: _previous[RingEnd]);
        }
    }

    /// <summary>Makes a held, full and computed block findable. If another block already has the key, that one stays registered.</summary>
    /// <exception cref="InvalidOperationException">The block has no references, or it has another key.</exception>
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

    /// <summary>
    /// Chooses a free block, in this order: the empty block right after the last one; the start of a long empty run, or
    /// its middle if the sequence before it may grow into it; the old cached block right after the last one; the start
    /// of a run of empty and old cached blocks, with room to grow. A single empty block stays free for the sequence
    /// that holds its neighbour.
    /// </summary>
    private int Choose(int? after, int wanted)
    {
        bool IsEmpty(int block) => _referenceCounts[block] == 0 && _keys[block] is null;
        int next = after + 1 ?? BlockCount;
        if (next < BlockCount && IsEmpty(next))
        {
            return next;
        }

        (int first, int count) = FreeCount - CachedCount >= LongRunBlocks ? FindRun(IsEmpty, BlockCount) : default;
        if (count >= LongRunBlocks)
        {
            bool mayBeGrownInto = first > 0 && _referenceCounts[first - 1] > 0;
            return mayBeGrownInto ? first + Math.Max(Math.Min(count / 2, count - wanted), 0) : first;
        }

        long young = FirstYoungRelease();
        bool IsOld(int block) => _referenceCounts[block] == 0 && _releases[block] < young;
        return next < BlockCount && IsOld(next) ? next : FindRun(block => IsEmpty(block) || IsOld(block), wanted + LongRunBlocks).First;
    }

    /// <summary>
    /// Returns the first of the shortest runs of matching contiguous blocks that hold the wanted number; if none does,
    /// the longest run.
    /// </summary>
    private (int First, int Count) FindRun(Func<int, bool> holds, int wanted)
    {
        (int First, int Count) best = default;
        int first = 0;
        for (int block = 0; block <= BlockCount; block++)
        {
            if (block == BlockCount || !holds(block))
            {
                int count = block - first;
                bool isBetter = best.Count < wanted ? count > best.Count : count >= wanted && count < best.Count;
                best = isBetter ? (first, count) : best;
                first = block + 1;
            }
        }

        return best;
    }

    /// <summary>Cached blocks that were released earlier than this one are old; there is at least one if any is cached.</summary>
    private long FirstYoungRelease()
    {
        int oldest = _next[RingEnd];
        while (oldest != RingEnd && _keys[oldest] is null)
        {
            oldest = _next[oldest];
        }

        return oldest == RingEnd ? 0 : _releases[oldest] + 1 + ((_releases[_previous[RingEnd]] - _releases[oldest]) / OldShare);
    }

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
