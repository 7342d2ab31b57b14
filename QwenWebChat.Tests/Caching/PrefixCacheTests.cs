using QwenWebChat.Inference.Caching;

namespace QwenWebChat.Tests.Caching;

public sealed class PrefixCacheTests
{
    private const int BlockTokens = 4;

    [Fact]
    public void Next_OtherIdsParentRopeModeOrSalt_GivesAnotherKey()
    {
        BlockKey key = BlockKey.Root(1).Next([1, 2, 3, 4]);

        Assert.Equal(key, BlockKey.Root(1).Next([1, 2, 3, 4]));
        Assert.NotEqual(key, BlockKey.Root(1).Next([1, 2, 3, 5]));
        Assert.NotEqual(key, BlockKey.Root(4).Next([1, 2, 3, 4]));
        Assert.NotEqual(key, key.Next([1, 2, 3, 4]));
        BlockKey[] roots = [BlockKey.Root(1), BlockKey.Root(1, ""), BlockKey.Root(1, "a"), BlockKey.Root(4, "a"), BlockKey.Root(1, new string('a', 1_000))];
        Assert.Distinct(roots);
        Assert.Equal(roots[2], BlockKey.Root(1, "a"));
    }

    [Fact]
    public void Take_AsBlocksFill_GivesTheKeysOfTheWhole()
    {
        int[] ids = [.. Enumerable.Range(0, 12)];
        BlockKeyChain chain = new(BlockKey.Root(1));
        List<int> growing = [.. ids[..5]];

        BlockKey first = chain.Take(1, growing, BlockTokens)[0];
        growing.AddRange(ids[5..]);

        Assert.Equal(Keys(ids, 3), chain.Take(3, growing, BlockTokens).ToArray());
        Assert.Equal(first, chain.Take(1, growing, BlockTokens)[0]);
    }

    [Fact]
    public void Match_ALongerPrompt_FindsWhatTheyShareFromTheStart()
    {
        BlockPool pool = new(8, BlockTokens);
        PrefixCache cache = new(pool);
        int[] blocks = Compute(pool, [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);

        Assert.Equal(blocks[..2], cache.Match(Keys([1, 1, 1, 1, 2, 2, 2, 2, 9, 9, 9, 9], 3)));
        Assert.Empty(cache.Match(Keys([2, 2, 2, 2, 3, 3, 3, 3], 2)));
    }

    [Fact]
    public void Match_ABeginningThatIsGone_FindsNothingBehindIt()
    {
        BlockPool pool = new(2, BlockTokens);
        PrefixCache cache = new(pool);
        int[] blocks = Compute(pool, [1, 1, 1, 1, 2, 2, 2, 2]);
        pool.Release(blocks[0]);
        pool.Release(blocks[1]);
        Assert.True(pool.TryTake(out _));

        Assert.Empty(cache.Match(Keys([1, 1, 1, 1, 2, 2, 2, 2], 2)));
    }

    [Fact]
    public void Count_OfStarts_AddsUp()
    {
        PrefixCache cache = new(new BlockPool(1));

        cache.Count(100, 64);
        cache.Count(10, 0);

        Assert.Equal((110, 64), (cache.QueriedTokens, cache.HitTokens));
    }

    private static int[] Compute(BlockPool pool, int[] ids)
    {
        BlockTable table = new();
        Assert.True(table.TryReserve(pool, ids.Length));
        BlockKey[] keys = Keys(ids, ids.Length / BlockTokens);
        for (int index = 0; index < keys.Length; index++)
        {
            pool.Register(table[index], keys[index]);
        }

        return [.. table.Blocks];
    }

    private static BlockKey[] Keys(int[] ids, int count) => new BlockKeyChain(BlockKey.Root(1)).Take(count, ids, BlockTokens).ToArray();
}
