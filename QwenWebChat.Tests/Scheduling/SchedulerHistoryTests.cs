using FsCheck;
using FsCheck.Fluent;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Scheduling;

/// <summary>
/// Random histories of arrivals and cancellations on small pools. Whatever happens, each answer is the one that its
/// sequence alone would get, each ends, each prompt that is scored is scored once, and every block comes back.
/// </summary>
[Slow]
public sealed class SchedulerHistoryTests
{
    private const int HistoryCount = 2_000;

    [Fact]
    public void Histories_SmallPools_AnswersAreThoseOfEachAlone()
    {
        int preemptions = 0;
        long hits = 0;
        SeededProperty.Holds(
            Histories(),
            HistoryCount,
            history =>
            {
                ScriptedEngine engine = Replay(history);
                preemptions += engine.PreemptionCount;
                hits += engine.Scheduler.Prefixes.HitTokens;
            },
            history => SeededProperty.Shorter(history.Arrivals).Select(arrivals => history with { Arrivals = arrivals }));

        // Histories without these would prove little.
        Assert.True(preemptions > HistoryCount && hits > 10 * HistoryCount, $"{preemptions} preemptions, {hits} tokens hit.");
    }

    /// <summary>The device's memory holds so many tokens a step, and now and then nothing but the smallest step.</summary>
    [Fact]
    public void Histories_MemoryShort_AnswersOfThoseThatStayAreThoseOfEachAlone()
    {
        int abandoned = 0;
        int failed = 0;
        Gen<(History History, int MemoryTokens, int Period)> cases =
            from history in Histories()
            from memoryTokens in Gen.Choose(2, 20)
            from period in Gen.Choose(3, 20)
            select (history, memoryTokens, period);
        SeededProperty.Holds(cases, HistoryCount / 2, example =>
        {
            int step = 0;
            ScriptedEngine engine = Replay(
                example.History,
                output => ++step % example.Period == 0 ? output.PrefillTokens > 4 : output.TokenCount > example.MemoryTokens);
            abandoned += engine.AbandonedCount;
            failed += engine.Failed.Count;
        });

        Assert.True(abandoned > HistoryCount && failed > HistoryCount / 10, $"{abandoned} steps abandoned, {failed} sequences failed.");
    }

    private static ScriptedEngine Replay(History history, Func<SchedulerOutput, bool>? isTooLarge = null)
    {
        SchedulerOptions options = new()
        {
            ChunkTokens = history.ChunkTokens,
            MaxRunningSequences = history.MaxRunningSequences,
            MaxStepTokens = 64,
            MinChunkTokens = 4,
            MaxScoredTokens = 5,
            AgingSteps = 5,
            StepTime = TimeSpan.FromMilliseconds(30),
        };
        ScriptedEngine engine = new(history.BlockCount, history.BlockTokens, options) { IsTooLarge = isTooLarge ?? (_ => false) };
        List<(Arrival Arrival, Sequence Sequence, int CancelStep)> all = [];
        foreach (Arrival arrival in history.Arrivals)
        {
            for (int step = 0; step < arrival.Gap; step++)
            {
                CancelDue(engine, all);
                engine.Step();
            }

            Sequence sequence = engine.Add(arrival.Create(engine.Scheduler.CapacityTokens));
            all.Add((arrival, sequence, arrival.CancelAfter is { } after ? engine.StepCount + after : int.MaxValue));
        }

        int bound = 100 + (20 * all.Sum(entry => entry.Sequence.PromptCount + entry.Sequence.MaxNewTokens));
        for (int step = 0; engine.Scheduler.RunningCount + engine.Scheduler.WaitingCount > 0; step++)
        {
            Assert.True(step < bound, $"Not all ended within {bound} steps.");
            CancelDue(engine, all);
            engine.Step();
        }

        foreach ((_, Sequence sequence, _) in all.Where(entry => entry.Sequence.FinishReason != FinishReason.Abort && !engine.Failed.Contains(entry.Sequence)))
        {
            int[] prompt = [.. sequence.Ids.Take(sequence.PromptCount)];
            Assert.Equal(ScriptedRunner.Alone(prompt, sequence.MaxNewTokens), sequence.Ids);
            Assert.True(sequence.Scores is null || (sequence.CachedCount == 0 && prompt[1..].SequenceEqual(sequence.Scores.Tokens.Skip(1).Select(score => score!.Sampled.Id))));
        }

        Assert.Equal(engine.Pool.BlockCount, engine.Pool.FreeCount);
        return engine;
    }

    private static void CancelDue(ScriptedEngine engine, List<(Arrival Arrival, Sequence Sequence, int CancelStep)> all)
    {
        foreach ((_, Sequence sequence, int cancelStep) in all)
        {
            if (cancelStep <= engine.StepCount)
            {
                engine.Cancel(sequence);
            }
        }
    }

    private static Gen<History> Histories() =>
        from blockTokens in Gen.Elements(4, 16)
        from blockTimes in Gen.Choose(3, 10)
        from chunk in Gen.Elements<int?>(null, 1, 7, 64)
        from running in Gen.Choose(2, 8)
        from count in Gen.Choose(2, 12)
        from arrivals in Gen.ArrayOf(Arrivals(), count)
        select new History(blockTokens == 4 ? 4 * blockTimes : blockTimes, blockTokens, chunk, running, arrivals);

    private static Gen<Arrival> Arrivals() =>
        from gap in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 6)), (1, Gen.Choose(7, 40)))
        from user in Gen.Choose(0, 3)
        from priority in Gen.Elements(Enum.GetValues<RequestPriority>())
        from family in Gen.Choose(0, 2)
        from shared in Gen.Choose(0, 40)
        from own in Gen.Choose(0, 12)
        from newTokens in Gen.Choose(1, 60)
        from cancelAfter in Gen.Frequency((3, Gen.Constant((int?)null)), (1, Gen.Choose(0, 30).Select(steps => (int?)steps)))
        from yarn in Gen.Frequency((4, Gen.Constant(1)), (1, Gen.Constant(4)))
        from salt in Gen.Frequency((5, Gen.Constant((string?)null)), (1, Gen.Constant((string?)"salt")))
        from isScored in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Arrival(gap, user, priority, family, shared, own, newTokens, cancelAfter, yarn, salt, isScored);

    private sealed record History(int BlockCount, int BlockTokens, int? ChunkTokens, int MaxRunningSequences, Arrival[] Arrivals)
    {
        public override string ToString() =>
            $"{BlockCount} blocks of {BlockTokens}, chunk {ChunkTokens}, {MaxRunningSequences} at a time:\n{string.Join('\n', Arrivals.AsEnumerable())}";
    }

    /// <param name="Gap">Steps since the one before.</param>
    /// <param name="Shared">Tokens that all prompts of the family begin with.</param>
    private sealed record Arrival(
        int Gap, int User, RequestPriority Priority, int Family, int Shared, int Own, int NewTokens, int? CancelAfter, int YarnFactor, string? Salt, bool IsScored)
    {
        public Sequence Create(int capacityTokens)
        {
            int[] prompt = [.. SequenceFactory.Prompt(Shared, Family), .. SequenceFactory.Prompt(Own + 1, seed: 3 + User)];
            prompt = prompt[..Math.Min(prompt.Length, capacityTokens - 1)];
            int newTokens = Math.Min(NewTokens, capacityTokens - prompt.Length);
            return SequenceFactory.Create(prompt, newTokens, $"user {User}", Priority, YarnFactor, Salt, IsScored);
        }
    }
}
