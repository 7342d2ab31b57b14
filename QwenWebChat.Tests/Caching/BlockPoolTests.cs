using FsCheck;
using FsCheck.Fluent;
using QwenWebChat.Inference.Caching;

namespace QwenWebChat.Tests.Caching;

public sealed class BlockPoolTests
{
    [Fact]
    public void TryTake_UntilEmpty_GivesEachBlockOnce()
    {
        BlockPool pool = new(3);

        int[] taken = [Take(pool), Take(pool), Take(pool)];

        Assert.Equal([0, 1, 2], taken.Order());
        Assert.False(pool.TryTake(out _));
        Assert.Equal((0, 3), (pool.FreeCount, pool.UsedCount));
    }

    [Fact]
    public void Release_OfARegisteredBlock_StaysFindableUntilTaken()
    {
        BlockPool pool = new(1);
        int block = TakeRegistered(pool, 1);

        pool.Release(block);

        Assert.True(pool.TryFind(KeyOf(1), out int found));
        Assert.Equal((block, 1, 1), (found, pool.FreeCount, pool.CachedCount));
        Take(pool);
        Assert.False(pool.TryFind(KeyOf(1), out _));
        Assert.Equal((0, 0), (pool.FreeCount, pool.CachedCount));
    }

    [Fact]
    public void TryTake_FreeBlocksWithAndWithoutPrefix_TakesEmptyOnesThenTheLeastRecent()
    {
        BlockPool pool = new(3);
        int first = TakeRegistered(pool, 1);
        int second = TakeRegistered(pool, 2);
        int plain = Take(pool);
        pool.Release(second);
        pool.Release(first);
        pool.Release(plain);

        Assert.Equal([plain, second, first], [Take(pool), Take(pool), Take(pool)]);
    }

    [Fact]
    public void Retain_OfAFindableBlock_KeepsItFromBeingTaken()
    {
        BlockPool pool = new(2);
        int block = TakeRegistered(pool, 1);
        pool.Release(block);

        pool.Retain(block);

        Assert.NotEqual(block, Take(pool));
        Assert.False(pool.TryTake(out _));
        Assert.Equal((1, 0), (pool.ReferenceCount(block), pool.CachedCount));
    }

    [Fact]
    public void Register_KeyOfAnotherBlock_TheFirstStays()
    {
        BlockPool pool = new(2);
        int first = TakeRegistered(pool, 1);
        int second = TakeRegistered(pool, 1);

        pool.Release(second);

        Assert.True(pool.TryFind(KeyOf(1), out int found));
        Assert.Equal((first, 0), (found, pool.CachedCount));
    }

    [Fact]
    public void Misuse_OfAFreeBlock_Throws()
    {
        BlockPool pool = new(1);
        int block = Take(pool);
        pool.Release(block);

        Assert.Throws<InvalidOperationException>(() => pool.Release(block));
        Assert.Throws<InvalidOperationException>(() => pool.Retain(block));
        Assert.Throws<InvalidOperationException>(() => pool.Register(block, KeyOf(1)));
    }

    [Fact]
    public void Register_AnotherKeyOnTheSameBlock_Throws()
    {
        BlockPool pool = new(1);
        int block = TakeRegistered(pool, 1);

        Assert.Throws<InvalidOperationException>(() => pool.Register(block, KeyOf(2)));
    }

    /// <summary>Against a list of who holds what: counts agree, no held block is given out, no found block is another's.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Operations_InAnyOrder_AgreeWithAPlainList(bool keepsRuns)
    {
        Gen<(int Operation, int Choice)[]> cases = Gen.ArrayOf(
            from operation in Gen.Choose(0, 4)
            from choice in Gen.Choose(0, 7)
            select (operation, choice));
        SeededProperty.Holds(
            cases,
            2_000,
            operations =>
            {
                BlockPool pool = new(5, blockTokens: 4, keepsRuns);
                BlockPool twin = new(5, blockTokens: 4, keepsRuns);
                List<int> twinHeld = [];
                List<int> held = [];
                Dictionary<int, int> contents = [];
                foreach ((int operation, int choice) in operations)
                {
                    Dictionary<int, int> before = new(contents);
                    Apply(pool, held, contents, operation, choice);
                    Apply(twin, twinHeld, before, operation, choice);
                    Assert.Equal(held, twinHeld);
                    Assert.Equal(held.Distinct().Count(), pool.UsedCount);
                    Assert.All(Enumerable.Range(0, 5), block => Assert.Equal(held.Count(other => other == block), pool.ReferenceCount(block)));
                    Assert.Equal(contents.Keys.Count(block => !held.Contains(block)), pool.CachedCount);
                }
            },
            SeededProperty.Shorter);
    }

    private static void Apply(BlockPool pool, List<int> held, Dictionary<int, int> contents, int operation, int choice)
    {
        switch (operation)
        {
            case 0 when pool.TryTake(out int taken):
                Assert.DoesNotContain(taken, held);
                contents.Remove(taken);
                held.Add(taken);
                break;
            case 0:
                Assert.Equal(5, held.Distinct().Count());
                break;
            case 4 when pool.TryTake(held.Count > 0 ? held[choice % held.Count] : null, choice, out int next):
                Assert.DoesNotContain(next, held);
                contents.Remove(next);
                held.Add(next);
                break;
            case 4:
                Assert.Equal(5, held.Distinct().Count());
                break;
            case 1 when held.Count > 0:
                pool.Release(held[choice % held.Count]);
                held.RemoveAt(choice % held.Count);
                break;
            case 2 when held.Count > 0 && !contents.ContainsKey(held[choice % held.Count]):
                pool.Register(held[choice % held.Count], KeyOf(choice));
                if (!contents.ContainsValue(choice))
                {
                    contents[held[choice % held.Count]] = choice;
                }

                break;
            case 3:
                bool isFound = pool.TryFind(KeyOf(choice), out int found);
                Assert.Equal(contents.ContainsValue(choice), isFound);
                if (isFound)
                {
                    Assert.Equal(choice, contents[found]);
                    pool.Retain(found);
                    held.Add(found);
                }

                break;
        }
    }

    private static BlockKey KeyOf(int content) => BlockKey.Root(1).Next([content]);

    private static int Take(BlockPool pool)
    {
        Assert.True(pool.TryTake(out int block));
        return block;
    }

    private static int TakeRegistered(BlockPool pool, int content)
    {
        int block = Take(pool);
        pool.Register(block, KeyOf(content));
        return block;
    }
}
