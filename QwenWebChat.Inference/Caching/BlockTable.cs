namespace QwenWebChat.Inference.Caching;

/// <summary>A sequence's blocks in order: with blocks of 16 tokens, block b holds tokens 16 b to 16 b + 15.</summary>
internal sealed class BlockTable
{
    private readonly List<int> _blocks = [];

    public IReadOnlyList<int> Blocks => _blocks;

    public int Count => _blocks.Count;

    public int this[int index] => _blocks[index];

    /// <summary>Initializes the table with already computed blocks, and adds a reference to each.</summary>
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

    /// <summary>Reserves blocks for <paramref name="tokens"/> tokens in total.</summary>
    /// <returns>False if the pool has too few free blocks; then none is taken.</returns>
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

    /// <summary>
    /// Releases every block, the last first: a prefix is useless without its beginning, which is therefore cached
    /// longest.
    /// </summary>
    public void Release(BlockPool pool)
    {
        for (int index = _blocks.Count - 1; index >= 0; index--)
        {
            pool.Release(_blocks[index]);
        }

        _blocks.Clear();
    }
}
