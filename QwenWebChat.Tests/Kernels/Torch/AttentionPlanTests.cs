using FsCheck;
using FsCheck.Fluent;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Torch.Kernels;

namespace QwenWebChat.Tests.Kernels.Torch;

[Slow]
public sealed class AttentionPlanTests
{
    /// <summary>Where a kernel gives a query's segment to one processor, a long one is cut; chunks of several queries are not.</summary>
    [Fact]
    public void Of_SingleQueriesCut_CoverTheSameSlots()
    {
        int[] blocks = [.. Enumerable.Range(10, 80)];

        AttentionRound round = Assert.Single(AttentionPlan.Of([new AttentionRun(blocks, 1_229, 1, 0), new AttentionRun(blocks, 600, 30, 1)], null, maxSingleQuerySlots: 512));

        Assert.Equal([(160, 512), (672, 512), (1_184, 206)], round.Segments.Where(segment => segment.QueryCount == 1).Select(segment => (segment.FirstSlot, segment.SlotCount)));
        Assert.Equal([(30, 630, true)], round.Segments.Where(segment => segment.QueryCount > 1).Select(segment => (segment.QueryCount, segment.SlotCount, segment.IsCausal)));
    }

    [Fact]
    public void Of_NeighbouringBlocks_IsOneCausalSegment()
    {
        AttentionRound round = Assert.Single(AttentionPlan.Of([new AttentionRun([4, 5, 6], 20, 15, 3)], null));

        Assert.Null(round.Slots);
        Assert.Equal([new AttentionSegment(3, 15, 64, 35, true)], round.Segments);
    }

    [Fact]
    public void Of_PiecesApart_OnlyTheLastIsCausal()
    {
        AttentionRound round = Assert.Single(AttentionPlan.Of([new AttentionRun([7, 8, 2], 40, 6, 0)], null));

        Assert.Equal([new AttentionSegment(0, 6, 112, 32, false), new AttentionSegment(0, 6, 32, 14, true)], round.Segments);
    }

    [Fact]
    public void Of_OneQuery_IsNotCausal()
    {
        AttentionRound round = Assert.Single(AttentionPlan.Of([new AttentionRun([7, 8], 20, 1, 0)], null));

        Assert.Equal([new AttentionSegment(0, 1, 112, 21, false)], round.Segments);
    }

    [Fact]
    public void Of_EveryBlockApart_CopiesTheSequence()
    {
        int[] blocks = [9, 7, 5, 3, 1];

        AttentionRound round = Assert.Single(AttentionPlan.Of([new AttentionRun(blocks, 70, 1, 0)], null));

        Assert.Equal(71, round.Slots!.Length);
        Assert.Equal([new AttentionSegment(0, 1, 0, 71, false)], round.Segments);
    }

    [Fact]
    public void Of_ManyLongPieces_StaysInPlace()
    {
        int[] blocks = [.. Enumerable.Range(0, 6).SelectMany(piece => Enumerable.Range(piece * 10, 4))];

        AttentionRound round = Assert.Single(AttentionPlan.Of([new AttentionRun(blocks, 383, 1, 0)], null));

        Assert.Null(round.Slots);
        Assert.Equal(6, round.Segments.Count);
    }

    /// <summary>However sequences lie and are cut, each query meets every token up to its own once and no other.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    [InlineData(64)]
    public void Of_AnySequences_EachQueryMeetsEachTokenItMaySeeOnce(int? copySlots)
    {
        Gen<(int Seed, (int Start, int Count)[] Runs)> cases =
            from seed in Gen.Choose(0, 1_000)
            from runs in Gen.ArrayOf(
                from start in Gen.Choose(0, 120)
                from count in Gen.Choose(1, 90)
                select (start, count))
            select (seed, runs);
        SeededProperty.Holds(cases, 100, sample => Check(sample.Seed, sample.Runs, copySlots));
    }

    private static void Check(int seed, (int Start, int Count)[] sizes, int? copySlots)
    {
        Random random = new(seed);
        List<AttentionRun> runs = [];
        List<int> free = [.. Enumerable.Range(0, 16 * sizes.Length)];
        int row = 0;
        foreach ((int start, int count) in sizes)
        {
            int from = random.Next(free.Count - 14);
            int[] blocks = [.. free.Skip(from).Take(14)];
            free.RemoveRange(from, 14);
            if (seed % 3 == 0)
            {
                random.Shuffle(blocks);
            }

            runs.Add(new AttentionRun(blocks, start, count, row));
            row += count;
        }

        // Millions of pairs in all cases: as numbers they are sorted and compared in a fraction of the time.
        long[] met = [.. AttentionPlan.Of(runs, copySlots).SelectMany(Met).Order()];
        long[] wanted = [.. runs.SelectMany(run => Enumerable.Range(0, run.Count).SelectMany(i =>
            Enumerable.Range(0, run.Start + i + 1).Select(position => Pair(run.FirstRow + i, AttentionPlan.Slot(run.Blocks, position))))).Order()];
        Assert.True(wanted.AsSpan().SequenceEqual(met), $"{met.Length} pairs of query and slot, {wanted.Length} expected, or others");
    }

    private static IEnumerable<long> Met(AttentionRound round) =>
        from segment in round.Segments
        from i in Enumerable.Range(0, segment.QueryCount)
        from slot in Enumerable.Range(segment.FirstSlot, segment.SlotCount - (segment.IsCausal ? segment.QueryCount - 1 - i : 0))
        select Pair(segment.FirstQuery + i, round.Slots?[slot] ?? slot);

    private static long Pair(int query, long slot) => ((long)query << 32) | slot;
}
