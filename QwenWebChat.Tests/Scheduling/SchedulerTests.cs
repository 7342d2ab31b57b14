using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Scheduling;

/// <summary>Steps of a scheduler by hand; blocks of 16.</summary>
public sealed class SchedulerTests
{
    private static readonly TimeSpan Elapsed = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Schedule_DecodesAndAPrompt_DecodesFirstThenAChunk()
    {
        Scheduler scheduler = Create(chunkTokens: 20);
        Sequence decoding = Add(scheduler, 10);
        Step(scheduler);
        Sequence reading = Add(scheduler, 30);

        SchedulerOutput output = scheduler.Schedule();

        Assert.Equal(
            [new ScheduledRun(decoding, 10, 1, WantsLogits: true), new ScheduledRun(reading, 0, 20, WantsLogits: false)], output.Runs);
        Assert.Equal((1, 20, 21), (output.DecodeCount, output.PrefillTokens, output.TokenCount));
    }

    [Fact]
    public void Schedule_PartlyReadPrompt_GoesOnBeforeANewOneOfItsUser()
    {
        Scheduler scheduler = Create(chunkTokens: 20);
        Sequence first = Add(scheduler, 30);
        Sequence second = Add(scheduler, 30, seed: 1);
        Step(scheduler);

        SchedulerOutput output = scheduler.Schedule();

        Assert.Equal(
            [new ScheduledRun(first, 20, 10, WantsLogits: true), new ScheduledRun(second, 0, 10, WantsLogits: false)], output.Runs);
    }

    [Fact]
    public void Schedule_HigherPriority_ComesFirst()
    {
        Scheduler scheduler = Create(chunkTokens: 20);
        Add(scheduler, 30, priority: RequestPriority.Background);
        Add(scheduler, 30, priority: RequestPriority.Document);
        Sequence interactive = Add(scheduler, 20, priority: RequestPriority.Interactive);

        Assert.Equal([interactive], Step(scheduler).Runs.Select(run => run.Sequence));
    }

    [Fact]
    public void Schedule_SharedPrefix_StartsBehindItAndRunsTheLastToken()
    {
        Scheduler scheduler = Create();
        Sequence first = Add(scheduler, 48);
        Step(scheduler);

        Sequence second = Add(scheduler, 48);
        SchedulerOutput output = Step(scheduler);

        // Three full blocks, but the last token is always run, so only two can be spared.
        Assert.Equal((32, 16), (output.Runs[^1].Start, output.Runs[^1].Count));
        Assert.Equal((0, 32), (first.CachedCount, second.CachedCount));
        Assert.Equal(first.Blocks.Blocks.Take(2), second.Blocks.Blocks.Take(2));
        Assert.NotEqual(first.Blocks[2], second.Blocks[2]);
        Assert.Equal((96, 32), (scheduler.Prefixes.QueriedTokens, scheduler.Prefixes.HitTokens));
    }

    [Fact]
    public void Schedule_SamePromptWithAnotherRopeMode_SharesNothing()
    {
        Scheduler scheduler = Create();
        Add(scheduler, 48);
        Step(scheduler);
        Sequence other = SequenceFactory.Create(SequenceFactory.Prompt(48), yarnFactor: 4);

        scheduler.Add(other);
        Step(scheduler);

        Assert.Equal(0, other.CachedCount);
    }

    [Fact]
    public void Schedule_NextTurnOfAConversation_FindsTheAnswerToo()
    {
        Scheduler scheduler = Create();
        Sequence first = Add(scheduler, 30, maxNewTokens: 40);
        for (int step = 0; step < 40; step++)
        {
            Step(scheduler);
        }

        scheduler.Remove(first);
        Sequence next = SequenceFactory.Create([.. first.Ids, 1, 2, 3]);
        scheduler.Add(next);
        Step(scheduler);

        Assert.Equal(64, next.CachedCount);
    }

    [Fact]
    public void Schedule_PromptThatDoesNotFitNow_WaitsAndIsNotOvertaken()
    {
        Scheduler scheduler = Create(blockCount: 4);
        Sequence running = Add(scheduler, 40);
        Step(scheduler);
        Sequence large = Add(scheduler, 20, seed: 1);
        Sequence small = Add(scheduler, 3, seed: 2);

        Step(scheduler);
        Assert.Equal((false, false, 2), (large.IsRunning, small.IsRunning, scheduler.WaitingCount));

        scheduler.Remove(running);
        Step(scheduler);
        Assert.Equal((true, true), (large.IsRunning, small.IsRunning));
    }

    [Fact]
    public void Schedule_PoolExhausted_PreemptsNewestOfTheLowestClass()
    {
        Scheduler scheduler = Create(blockCount: 3);
        Sequence background = Add(scheduler, 15, priority: RequestPriority.Background);
        Sequence older = Add(scheduler, 15, seed: 1);
        Sequence newer = Add(scheduler, 15, seed: 2);
        Step(scheduler);

        // At 17 tokens each wants a second block.
        Assert.Equal([], Step(scheduler).Preempted);
        SchedulerOutput output = Step(scheduler);

        Assert.Equal([background, newer], output.Preempted);
        Assert.Equal([older], output.Runs.Select(run => run.Sequence));

        Assert.Equal((true, 0, 0, 1), (older.IsRunning, newer.ComputedCount, newer.Blocks.Count, newer.PreemptionCount));
        Assert.Equal([newer, background], scheduler.Waiting);
    }

    [Fact]
    public void Schedule_NewestRunsOutOfBlocks_IsPreemptedItself()
    {
        Scheduler scheduler = Create(blockCount: 4);
        Sequence older = Add(scheduler, 20);
        Sequence newer = Add(scheduler, 31, seed: 1);
        Step(scheduler);
        Step(scheduler);

        SchedulerOutput output = scheduler.Schedule();

        Assert.Equal([newer], output.Preempted);
        Assert.Equal([older], output.Runs.Select(run => run.Sequence));
    }

    [Fact]
    public void Schedule_AfterPreemption_GoesOnFromItsCachedPrefixWithAllItsTokens()
    {
        Scheduler scheduler = Create(blockCount: 4);
        Sequence older = Add(scheduler, 20);
        Sequence newer = Add(scheduler, 31, seed: 1, maxNewTokens: 20);
        Step(scheduler);
        Step(scheduler);
        Step(scheduler);
        int[] seen = [.. newer.Ids];
        scheduler.Remove(older);
        Sequence unstarted = Add(scheduler, 3, seed: 2);

        SchedulerOutput output = scheduler.Schedule();

        Assert.Equal([new ScheduledRun(newer, 32, 1, WantsLogits: true), new ScheduledRun(unstarted, 0, 3, WantsLogits: true)], output.Runs);
        Assert.Equal(seen, newer.Ids);
        Assert.Equal((0, 1), (newer.CachedCount, newer.PreemptionCount));
    }

    [Fact]
    public void Schedule_AsManyAsMayRun_TheNextWaits()
    {
        Scheduler scheduler = Create(maxRunning: 2);
        Add(scheduler, 5);
        Add(scheduler, 5);
        Add(scheduler, 5);

        Step(scheduler);

        Assert.Equal((2, 1), (scheduler.RunningCount, scheduler.WaitingCount));
    }

    [Fact]
    public void Complete_SequenceRemovedDuringTheStep_IsPassedOver()
    {
        BlockPool pool = new(8);
        Scheduler scheduler = new(pool, new SchedulerOptions());
        Sequence sequence = Add(scheduler, 40);
        SchedulerOutput output = scheduler.Schedule();

        Assert.True(scheduler.Remove(sequence));
        scheduler.Complete(output, Elapsed);

        Assert.Equal((0, 8, 0), (sequence.ComputedCount, pool.FreeCount, pool.CachedCount));
        Assert.False(scheduler.Remove(sequence));
    }

    [Fact]
    public void Schedule_StepThatWasNotCompleted_IsGivenAgain()
    {
        Scheduler scheduler = Create();
        Add(scheduler, 40);

        SchedulerOutput failed = scheduler.Schedule();

        Assert.Equal(failed.Runs, scheduler.Schedule().Runs);
    }

    [Fact]
    public void Abandon_MoreThanTheSmallestChunk_GivesHalfOfItNextAndItsBlocksStay()
    {
        Scheduler scheduler = Create(chunkTokens: 40);
        Sequence sequence = Add(scheduler, 100);

        Assert.Null(scheduler.Abandon(scheduler.Schedule()));
        Assert.Equal([new ScheduledRun(sequence, 0, 20, WantsLogits: false)], Step(scheduler).Runs);
        Assert.Equal((20, 3), (sequence.ComputedCount, sequence.Blocks.Count));
    }

    [Fact]
    public void Abandon_SmallestChunkBesideDecodes_NamesTheNewestOfTheLowestClass()
    {
        Scheduler scheduler = Create(chunkTokens: 16);
        Add(scheduler, 5);
        Sequence background = Add(scheduler, 5, seed: 1, priority: RequestPriority.Background);
        Step(scheduler);
        Add(scheduler, 30, seed: 2);
        SchedulerOutput output = scheduler.Schedule();

        Assert.Equal((2, 16), (output.DecodeCount, output.PrefillTokens));
        Assert.Same(background, scheduler.Abandon(output));
        Assert.True(scheduler.Remove(background));
        Assert.Equal((1, 16), (scheduler.Schedule().DecodeCount, Step(scheduler).PrefillTokens));
    }

    /// <summary>Who was given tokens that came to nothing is still the next.</summary>
    [Fact]
    public void Abandon_TwoUsers_NobodyIsChargedForIt()
    {
        Scheduler scheduler = Create(chunkTokens: 40);
        scheduler.Add(SequenceFactory.Create(SequenceFactory.Prompt(400), user: "a"));
        scheduler.Add(SequenceFactory.Create(SequenceFactory.Prompt(400, seed: 1), user: "b"));
        List<string> served = [];
        for (int step = 0; step < 4; step++)
        {
            Assert.Null(step == 0 ? scheduler.Abandon(scheduler.Schedule()) : null);
            served.AddRange(Step(scheduler).Runs.Select(run => run.Sequence.Owner.Id));
        }

        Assert.Equal(["a", "b", "a", "b"], served);
    }

    [Fact]
    public void Add_MoreThanThePoolHolds_Throws()
    {
        Scheduler scheduler = Create(blockCount: 4);

        Assert.Equal((64, true, false), (scheduler.CapacityTokens, scheduler.CanEverFit(64), scheduler.CanEverFit(65)));
        Assert.Throws<ArgumentException>(() => Add(scheduler, 60, maxNewTokens: 5));
    }

    private static Scheduler Create(int blockCount = 64, int? chunkTokens = null, int maxRunning = 64) =>
        new(new BlockPool(blockCount), new SchedulerOptions { ChunkTokens = chunkTokens, MaxRunningSequences = maxRunning });

    private static Sequence Add(
        Scheduler scheduler, int promptTokens, int seed = 0, RequestPriority priority = RequestPriority.Interactive, int maxNewTokens = 4)
    {
        Sequence sequence = SequenceFactory.Create(SequenceFactory.Prompt(promptTokens, seed), maxNewTokens, priority: priority);
        scheduler.Add(sequence);
        return sequence;
    }

    private static SchedulerOutput Step(Scheduler scheduler)
    {
        SchedulerOutput output = scheduler.Schedule();
        scheduler.Complete(output, Elapsed);
        foreach (ScheduledRun run in output.Runs.Where(run => run.WantsLogits))
        {
            SequenceFactory.Append(run.Sequence, 1 + (run.Sequence.Ids.Count % 5));
        }

        return output;
    }
}
