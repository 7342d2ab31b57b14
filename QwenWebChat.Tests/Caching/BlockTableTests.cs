using QwenWebChat.Inference.Caching;

namespace QwenWebChat.Tests.Caching;

public sealed class BlockTableTests
{
    [Fact]
    public void TryReserve_MoreAndMoreTokens_TakesABlockWhenTheLastIsFull()
    {
        BlockPool pool = new(4);
        BlockTable table = new();

        Assert.True(table.TryReserve(pool, 16));
        Assert.Equal(1, table.Count);
        Assert.True(table.TryReserve(pool, 17));
        Assert.True(table.TryReserve(pool, 5));
        Assert.Equal((2, 2), (table.Count, pool.UsedCount));
    }

    [Fact]
    public void TryReserve_TooFewBlocks_TakesNone()
    {
        BlockPool pool = new(2);
        BlockTable table = new();
        Assert.True(table.TryReserve(pool, 10));

        Assert.False(table.TryReserve(pool, 40));

        Assert.Equal((1, 1), (table.Count, pool.FreeCount));
    }

    [Fact]
    public void Adopt_OfHeldBlocks_SharesThem()
    {
        BlockPool pool = new(2);
        BlockTable first = new();
        BlockTable second = new();
        first.TryReserve(pool, 32);

        second.Adopt(pool, first.Blocks);
        first.Release(pool);

        Assert.Equal((2, 0), (pool.UsedCount, first.Count));
        Assert.Throws<InvalidOperationException>(() => second.Adopt(pool, [0]));
        second.Release(pool);
        Assert.Equal(0, pool.UsedCount);
    }

    [Fact]
    public void Release_OfAPrefix_ItsEndIsTakenFirst()
    {
        BlockPool pool = new(2);
        BlockTable table = new();
        table.TryReserve(pool, 32);
        int[] blocks = [.. table.Blocks];
        pool.Register(blocks[0], BlockKey.Root(1).Next([1]));
        pool.Register(blocks[1], BlockKey.Root(1).Next([1]).Next([2]));

        table.Release(pool);

        Assert.True(pool.TryTake(out int taken));
        Assert.Equal(blocks[1], taken);
    }
}
