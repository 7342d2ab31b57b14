using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Scheduling;

/// <summary>The loop around a scheduler, with a scripted model; checks after every decision that the books are in order.</summary>
internal sealed class ScriptedEngine
{
    private readonly SchedulerOptions _options;
    private readonly ScriptedRunner _runner;
    private readonly List<Sequence> _live = [];

    public ScriptedEngine(int blockCount, int blockTokens, SchedulerOptions options)
    {
        _options = options;
        Pool = new BlockPool(blockCount, blockTokens);
        Scheduler = new Scheduler(Pool, options);
        _runner = new ScriptedRunner(Pool);
    }

    public BlockPool Pool { get; }

    public Scheduler Scheduler { get; }

    public int StepCount { get; private set; }

    public int PreemptionCount { get; private set; }

    /// <summary>What a step is said to have taken.</summary>
    public Func<SchedulerOutput, TimeSpan> Duration { get; init; } = output => TimeSpan.FromMilliseconds(output.TokenCount);

    /// <summary>Whether the device has no memory for a step.</summary>
    public Func<SchedulerOutput, bool> IsTooLarge { get; init; } = _ => false;

    /// <summary>Steps that came to nothing.</summary>
    public int AbandonedCount { get; private set; }

    /// <summary>Sequences that had to go because the smallest step was too large.</summary>
    public List<Sequence> Failed { get; } = [];

    public Sequence Add(Sequence sequence)
    {
        Scheduler.Add(sequence);
        _live.Add(sequence);
        return sequence;
    }

    public void Cancel(Sequence sequence)
    {
        if (_live.Remove(sequence))
        {
            sequence.Cancel();
            Assert.True(Scheduler.Remove(sequence));
            CheckBooks();
        }
    }

    public SchedulerOutput Step()
    {
        SchedulerOutput output = Scheduler.Schedule();
        StepCount++;
        PreemptionCount += output.Preempted.Count;
        CheckOutput(output);
        CheckBooks();
        if (!output.IsEmpty && IsTooLarge(output))
        {
            Abandon(output);
            return output;
        }

        _runner.Run(output);
        Scheduler.Complete(output, Duration(output));
        foreach (Sequence sequence in _live.Where(sequence => sequence.FinishReason is not null).ToList())
        {
            _live.Remove(sequence);
            Assert.True(Scheduler.Remove(sequence));
        }

        return output;
    }

    public void StepUntil(Func<bool> isReached, int maxSteps = 1_000)
    {
        for (int step = 0; !isReached(); step++)
        {
            Assert.True(step < maxSteps, $"Not reached within {maxSteps} steps; {Scheduler.RunningCount} run, {Scheduler.WaitingCount} wait.");
            Step();
        }
    }

    private void Abandon(SchedulerOutput output)
    {
        AbandonedCount++;
        Sequence? victim = Scheduler.Abandon(output);
        Assert.True((victim is null) == (output.PrefillTokens > _options.MinChunkTokens));
        if (victim is not null)
        {
            Assert.Contains(victim, output.Runs.Select(run => run.Sequence));
            Failed.Add(victim);
            _live.Remove(victim);
            Assert.True(Scheduler.Remove(victim));
        }

        CheckBooks();
    }

    private void CheckOutput(SchedulerOutput output)
    {
        Assert.True(output.TokenCount <= _options.MaxStepTokens);
        Assert.True(_options.ChunkTokens is null || output.PrefillTokens <= _options.ChunkTokens);
        Assert.True(Scheduler.RunningCount <= _options.MaxRunningSequences);
        Assert.True(output.Runs.DistinctBy(run => run.Sequence).Count() == output.Runs.Count);
        Assert.True(output.Runs.Sum(run => run.ScoredCount) <= _options.MaxScoredTokens);
        Assert.True(output.Runs.Take(output.DecodeCount).All(run => run.Count == 1));
        foreach (ScheduledRun run in output.Runs)
        {
            Assert.True(run.Start == run.Sequence.ComputedCount);
            Assert.True(run.Count > 0 && run.Sequence.Blocks.Count * Pool.BlockTokens >= run.Start + run.Count);
        }
    }

    /// <summary>References are those of the live tables, and every block is either held or free.</summary>
    private void CheckBooks()
    {
        int[] references = new int[Pool.BlockCount];
        foreach (Sequence sequence in _live)
        {
            Assert.True(sequence.IsRunning || sequence.Blocks.Count == 0);
            foreach (int block in sequence.Blocks.Blocks)
            {
                references[block]++;
            }
        }

        int held = 0;
        for (int block = 0; block < references.Length; block++)
        {
            held += references[block] > 0 ? 1 : 0;
            if (references[block] != Pool.ReferenceCount(block))
            {
                Assert.Fail($"Block {block} stands in {references[block]} tables and counts {Pool.ReferenceCount(block)}.");
            }
        }

        Assert.Equal(held, Pool.UsedCount);
        Assert.Equal(_live.Count, Scheduler.RunningCount + Scheduler.WaitingCount);
    }
}
