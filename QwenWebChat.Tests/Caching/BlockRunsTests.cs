using QwenWebChat.Inference.Caching;

namespace QwenWebChat.Tests.Caching;

/// <summary>Pools that keep a sequence's blocks together.</summary>
public sealed class BlockRunsTests
{
    private int _keys;

    [Theory]
    [InlineData(1_600)]
    [InlineData(512)]
    public void TryReserve_PromptInAFreshPool_IsOneRun(int chunkTokens)
    {
        BlockPool pool = new(150, keepsRuns: true);
        BlockTable table = new();

        for (int tokens = chunkTokens; tokens < 1_600 + chunkTokens; tokens += chunkTokens)
        {
            Assert.True(table.TryReserve(pool, Math.Min(tokens, 1_600)));
        }

        Assert.Equal((100, 1), (table.Count, Runs(table)));
    }

    [Fact]
    public void TryReserve_SecondPrompt_IsPlacedWhereItFits()
    {
        BlockPool pool = new(150, keepsRuns: true);
        Reserve(pool, 10);

        Assert.Equal(1, Runs(Reserve(pool, 100)));
    }

    [Fact]
    public void TryReserve_EightSequencesGrowInTurns_StayInFewRuns()
    {
        BlockPool pool = new(512, keepsRuns: true);
        BlockTable[] tables = [.. Enumerable.Range(0, 8).Select(_ => new BlockTable())];

        for (int blocks = 1; blocks <= 60; blocks++)
        {
            Assert.All(tables, table => Assert.True(table.TryReserve(pool, blocks * pool.BlockTokens)));
        }

        Assert.All(tables, table => Assert.InRange(Runs(table), 1, 2));
    }

    /// <summary>Once all memory is taken by what is kept, as in a server that has run for a while.</summary>
    [Theory]
    [InlineData(512, 5)]
    [InlineData(2_048, 2.5)]
    public void TryReserve_PoolFullOfKeptPrefixes_StaysInFewRuns(int blockCount, double meanRuns)
    {
        BlockPool pool = new(blockCount, keepsRuns: true);
        Queue<BlockTable> running = new(Enumerable.Range(0, 8).Select(_ => Kept(pool, 30)));
        List<int> runs = [];
        for (int turn = 0; turn < 400; turn++)
        {
            running.Dequeue().Release(pool);
            BlockTable next = Kept(pool, 20 + (turn * 7 % 20));
            running.Enqueue(next);
            runs.Add(Runs(next));
        }

        // Without the option the blocks of an ended sequence come back the last first, each apart from the next.
        Assert.InRange(runs.Skip(200).Average(), 1, meanRuns);
        Assert.InRange(pool.FreeCount - pool.CachedCount, 0, blockCount / 10);
    }

    [Fact]
    public void TryTake_NeighbourHoldsAPrefix_GoesIntoTheEmptyRunInstead()
    {
        BlockPool pool = new(40, keepsRuns: true);
        BlockTable first = Reserve(pool, 1);
        BlockTable kept = new();
        kept.TryReserve(pool, 16);
        int block = kept[0];
        pool.Register(block, BlockKey.Root(1).Next([0]));
        kept.Release(pool);

        Assert.True(pool.TryTake(block - 1, 1, out int taken));

        Assert.NotEqual(block, taken);
        Assert.Equal(1, pool.CachedCount);
        Assert.Equal(1, first.Count);
    }

    [Fact]
    public void TryTake_WithoutTheOption_TakesTheLowestWhateverCameBefore()
    {
        BlockPool pool = new(40);
        Assert.True(pool.TryTake(20, 5, out int block));

        Assert.Equal((0, 1), (block, pool.TouchedCount));
    }

    private static BlockTable Reserve(BlockPool pool, int blocks)
    {
        BlockTable table = new();
        Assert.True(table.TryReserve(pool, blocks * pool.BlockTokens));
        return table;
    }

    private static int Runs(BlockTable table) => 1 + table.Blocks.Zip(table.Blocks.Skip(1)).Count(pair => pair.Second != pair.First + 1);

    /// <summary>A sequence that reads most of its blocks as a prompt and the others one by one, all but the last full.</summary>
    private BlockTable Kept(BlockPool pool, int blocks)
    {
        BlockTable table = Reserve(pool, blocks - 8);
        for (int count = blocks - 7; count <= blocks; count++)
        {
            Assert.True(table.TryReserve(pool, count * pool.BlockTokens));
        }

        foreach (int block in table.Blocks.Take(blocks - 1))
        {
            pool.Register(block, BlockKey.Root(1).Next([++_keys]));
        }

        return table;
    }
}
