namespace QwenWebChat.Inference.Caching;

/// <summary>A sequence's blocks in order: with blocks of 16 tokens, block b holds tokens 16 b to 16 b + 15.</summary>
internal sealed class BlockTable
{
    private readonly List<int> _blocks = [];

    public IReadOnlyList<int> Blocks => _blocks;

    public int Count => _blocks.Count;

    public int this[int index] => _blocks[index];

    /// <summary>Starts with blocks that are computed already, and takes a reference to each.</summary>
    /// <exception cref="InvalidOperationException">The table is not empty.</exception>
    public void Adopt(BlockPool pool, IReadOnlyList<int> blocks)
    {
        if (_blocks.Count > 0)
        {
            throw new InvalidOperationException("A prefix comes before every other block of the table.");
        }

        foreach (int block in blocks)
        {
            pool.Retain(block);
            _blocks.Add(block);
        }
    }

    /// <summary>Makes room for <paramref name="tokens"/> in all.</summary>
    /// <returns>False when the pool has too few blocks; then none is taken.</returns>
    public bool TryReserve(BlockPool pool, int tokens)
    {
        int missing = pool.BlocksFor(tokens) - _blocks.Count;
        if (missing > pool.FreeCount)
        {
            return false;
        }

        for (; missing > 0; missing--)
        {
            _ = pool.TryTake(_blocks.Count > 0 ? _blocks[^1] : null, missing, out int block);
            _blocks.Add(block);
        }

        return true;
    }

    /// <summary>Gives every block back, the last first: a prefix is of no use without its beginning, which so is kept longest.</summary>
    public void Release(BlockPool pool)
    {
        for (int index = _blocks.Count - 1; index >= 0; index--)
        {
            pool.Release(_blocks[index]);
        }

        _blocks.Clear();
    }
}
