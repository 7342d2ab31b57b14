using FsCheck;
using FsCheck.Fluent;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Scheduling;

/// <summary>Who is served when not all can be.</summary>
public sealed class SchedulerFairnessTests
{
    private const int Chunk = 32;

    [Fact]
    public void Steps_TwoUsersWithLongPrompts_AreServedEvenly()
    {
        Gen<(int First, int Second, int Lead)> cases =
            from first in Gen.Choose(1, 4)
            from second in Gen.Choose(1, 4)
            from lead in Gen.Choose(0, 20)
            select (first, second, lead);
        SeededProperty.Holds(cases, 40, counts =>
        {
            ScriptedEngine engine = Create();
            Sequence[] first = [.. Enumerable.Range(0, counts.First).Select(seed => Add(engine, "a", 1_000, seed))];
            Steps(engine, counts.Lead);

            // Who comes later has no claim to what the other was served alone.
            int before = first.Sum(sequence => sequence.ComputedCount);
            Sequence[] second = [.. Enumerable.Range(10, counts.Second).Select(seed => Add(engine, "b", 1_000, seed))];
            for (int step = 0; step < 20; step++)
            {
                engine.Step();
                int difference = first.Sum(sequence => sequence.ComputedCount) - before - second.Sum(sequence => sequence.ComputedCount);
                Assert.InRange(difference, -2 * Chunk, 2 * Chunk);
            }
        });
    }

    [Fact]
    public void Steps_UserWhoComesBack_HasSavedNothing()
    {
        ScriptedEngine engine = Create();
        Sequence busy = Add(engine, "busy", 3_000, 1);
        Sequence brief = Add(engine, "brief", 10, 2);
        engine.StepUntil(() => brief.FinishReason is not null);
        Steps(engine, 40);
        int before = busy.ComputedCount;

        Sequence back = Add(engine, "brief", 1_000, 3);
        Steps(engine, 20);

        Assert.InRange(back.ComputedCount - (busy.ComputedCount - before), -2 * Chunk, 2 * Chunk);
    }

    [Fact]
    public void Steps_ManyRequestsOfOneUser_AnotherIsServedAtOnce()
    {
        ScriptedEngine engine = Create();
        for (int seed = 0; seed < 20; seed++)
        {
            Add(engine, "many", 200, seed);
        }

        Steps(engine, 5);
        Sequence single = Add(engine, "single", Chunk, 40);

        engine.Step();
        engine.Step();

        Assert.True(single.GeneratedCount > 0);
    }

    [Fact]
    public void Steps_AccountWithManyWorksAndKeys_SharesAsOneAndItsWorksEvenly()
    {
        ScriptedEngine engine = Create();
        Sequence[] many = [.. Enumerable.Range(0, 6).Select(seed => Add(engine, "many", 1_000, seed, work: $"api:key {seed}"))];
        Sequence single = Add(engine, "single", 2_000, 20, work: "chat");

        Steps(engine, 30);

        Assert.InRange(single.ComputedCount - many.Sum(sequence => sequence.ComputedCount), -2 * Chunk, 2 * Chunk);
        Assert.InRange(many.Max(sequence => sequence.ComputedCount) - many.Min(sequence => sequence.ComputedCount), 0, 2 * Chunk);
    }

    [Fact]
    public void Steps_WorkThatComesLater_IsServedBesideTheOthersOfItsAccount()
    {
        ScriptedEngine engine = Create();
        Sequence document = Add(engine, "a", 3_000, 1, work: "summary");
        Steps(engine, 20);
        int before = document.ComputedCount;
        Sequence chat = Add(engine, "a", 1_000, 2, work: "chat");

        Steps(engine, 20);

        Assert.InRange(chat.ComputedCount - (document.ComputedCount - before), -2 * Chunk, 2 * Chunk);
    }

    [Theory]
    [InlineData(RequestPriority.Document)]
    [InlineData(RequestPriority.Background)]
    public void Steps_ConstantStreamOfInteractiveUsers_LowerPrioritiesEndToo(RequestPriority priority)
    {
        ScriptedEngine engine = Create(agingSteps: 10);
        Sequence low = Add(engine, "low", 10 * Chunk, 1, priority);
        int bound = 400;
        for (int step = 0; low.FinishReason is null; step++)
        {
            Assert.True(step < bound, $"{low.ComputedCount} of {low.PromptCount} tokens read after {bound} steps.");
            Add(engine, $"user {step}", Chunk, 2 + step);
            engine.Step();
        }
    }

    [Fact]
    public void Steps_ConstantStreamOnAFullPool_LargePromptEndsToo()
    {
        // 20 blocks of 16: the large one needs 19, the stream alone could hold them for ever.
        ScriptedEngine engine = Create(blockCount: 20, agingSteps: 10);
        for (int seed = 0; seed < 4; seed++)
        {
            Add(engine, $"early {seed}", Chunk, 100 + seed);
        }

        engine.Step();
        Sequence large = Add(engine, "large", 290, 1, RequestPriority.Background);
        for (int step = 0; large.FinishReason is null; step++)
        {
            Assert.True(step < 600, $"{large.ComputedCount} of {large.PromptCount} tokens read, {large.PreemptionCount} times preempted.");
            Add(engine, $"user {step % 7}", 20, 2 + step);
            engine.Step();
        }
    }

    [Fact]
    public void Steps_LongPromptBesideAnAnswer_EveryStepStaysNearItsTarget()
    {
        TimeSpan longest = TimeSpan.Zero;
        ScriptedEngine engine = new(4_000, 16, new SchedulerOptions())
        {
            // 120 ms for decoding and 4 ms a token, a little more the longer the prompt.
            Duration = output =>
            {
                TimeSpan time = TimeSpan.FromMilliseconds(120 + output.Runs.Skip(output.DecodeCount).Sum(run => run.Count * (4 + (run.Start / 10_000.0))));
                longest = time > longest ? time : longest;
                return time;
            },
        };
        Sequence talking = Add(engine, "talking", 30, 1, maxNewTokens: 2_000);
        engine.StepUntil(() => talking.GeneratedCount >= 3);
        Sequence document = Add(engine, "reading", 6_000, 2);

        int before = talking.GeneratedCount;
        int steps = engine.StepCount;
        engine.StepUntil(() => document.GeneratedCount > 0 || talking.FinishReason is not null);

        Assert.True(talking.FinishReason is not null || talking.GeneratedCount - before == engine.StepCount - steps);
        Assert.True(longest < 1.2 * new SchedulerOptions().StepTime, $"A step took {longest}.");
    }

    [Fact]
    public void PositionOf_WaitingSequences_IsTheOrderInWhichTheyStart()
    {
        ScriptedEngine engine = Create(maxRunning: 1);
        Sequence running = Add(engine, "d", 10, 1);
        engine.Step();
        Sequence second = Add(engine, "a", 50, 2);
        Sequence third = Add(engine, "a", 50, 3);
        Sequence other = Add(engine, "b", 50, 4);
        Sequence background = Add(engine, "c", 50, 5, RequestPriority.Background);

        Assert.Null(engine.Scheduler.PositionOf(running));
        Sequence[] expected = [second, other, third, background];
        Assert.Equal([0, 1, 2, 3], expected.Select(sequence => engine.Scheduler.PositionOf(sequence)!.Value));

        List<Sequence> started = [];
        engine.StepUntil(() =>
        {
            started.AddRange(expected.Where(sequence => sequence.IsRunning && !started.Contains(sequence)));
            return engine.Scheduler.RunningCount + engine.Scheduler.WaitingCount == 0;
        });
        Assert.Equal(expected, started);
    }

    private static ScriptedEngine Create(int blockCount = 2_000, int agingSteps = 20, int maxRunning = 64) =>
        new(blockCount, 16, new SchedulerOptions { ChunkTokens = Chunk, AgingSteps = agingSteps, MaxRunningSequences = maxRunning });

    private static Sequence Add(
        ScriptedEngine engine, string user, int promptTokens, int seed, RequestPriority priority = RequestPriority.Interactive, int maxNewTokens = 4, string work = "") =>
        engine.Add(SequenceFactory.Create([1 + (seed % 39), 1 + (seed / 39), .. SequenceFactory.Prompt(promptTokens - 2, seed)], maxNewTokens, user, priority, work: work));

    private static void Steps(ScriptedEngine engine, int count)
    {
        for (int step = 0; step < count; step++)
        {
            engine.Step();
        }
    }
}
