using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Scheduling;

/// <summary>Prompts whose tokens are scored; blocks of 16.</summary>
public sealed class SchedulerScoringTests
{
    /// <summary>Two of a prompt whose blocks are cached: they share the rows of a step, and the cache is neither read nor counted.</summary>
    [Fact]
    public void Schedule_ScoredPrompts_AreComputedWholeInBoundedChunks()
    {
        Scheduler scheduler = new(new BlockPool(64), new SchedulerOptions { ChunkTokens = 200 });
        Sequence cached = SequenceFactory.Create(SequenceFactory.Prompt(100));
        scheduler.Add(cached);
        scheduler.Complete(scheduler.Schedule(), TimeSpan.FromMilliseconds(10));
        SequenceFactory.Append(cached, 1);
        long queried = scheduler.Prefixes.QueriedTokens;
        Sequence[] scored = [.. Enumerable.Range(0, 2).Select(_ => SequenceFactory.Create(SequenceFactory.Prompt(100), isScored: true))];
        Array.ForEach(scored, scheduler.Add);

        SchedulerOutput output = scheduler.Schedule();

        Assert.Equal([(100, 1, 0), (0, 64, 64)], output.Runs.Select(run => (run.Start, run.Count, run.ScoredCount)));
        Assert.Equal(queried, scheduler.Prefixes.QueriedTokens);
    }

    [Fact]
    public void Next_ScoredPromptThatRestarts_ScoresWhatIsLeft()
    {
        BlockPool pool = new(blockCount: 8);
        Sequence sequence = SequenceFactory.Create(SequenceFactory.Prompt(30), isScored: true);
        sequence.Start(pool, []);
        ScheduledRun first = ScheduledRun.Next(sequence, 10);
        for (int i = 0; i < first.ScoredCount; i++)
        {
            sequence.Scores!.Add(new float[SequenceFactory.VocabularySize], sequence.Ids[i + 1]);
        }

        sequence.Advance(10);
        sequence.Preempt(pool);
        sequence.Start(pool, []);
        ScheduledRun second = ScheduledRun.Next(sequence, 20);
        ScheduledRun whole = ScheduledRun.Next(sequence, 30);

        Assert.Equal((0, 10), (first.FirstScored, first.ScoredCount));
        Assert.Equal((10, 10, 10), (second.FirstScored, second.ScoredCount, second.RowCount));
        Assert.Equal((10, 19, 20), (whole.FirstScored, whole.ScoredCount, whole.RowCount));
    }
}
