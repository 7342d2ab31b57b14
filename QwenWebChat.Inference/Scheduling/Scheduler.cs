using QwenWebChat.Inference.Caching;

namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// Continuous batching (Yu et al. 2022, Orca; Agrawal et al. 2024, Sarathi) over paged blocks (Kwon et al. 2023, vLLM):
/// each step decodes one token of every running sequence, and uses the remaining room for chunks of prefill, in the
/// order of <see cref="FairQueue"/>. The caller runs the step, calls <see cref="Complete"/>, appends sampled tokens to
/// the sequences that want logits, and removes ended ones. Not thread-safe.
/// </summary>
internal sealed class Scheduler
{
    private readonly BlockPool _pool;
    private readonly SchedulerOptions _options;
    private readonly FairQueue _fair;
    private readonly StepPace _pace;
    private readonly Drafts _drafts;
    private readonly FindStoredPrefix? _findStored;
    private readonly List<Sequence> _running = [];
    private readonly List<Sequence> _waiting = [];
    private List<Sequence>? _order;
    private long _arrivals;

    /// <param name="findStored">Called when a sequence starts; null if there is no on-disk cache.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Scheduler(BlockPool pool, SchedulerOptions options, FindStoredPrefix? findStored = null)
    {
        options.Validate();
        _pool = pool;
        _options = options;
        _findStored = findStored;
        _fair = new FairQueue(options.AgingSteps);
        _pace = new StepPace(options);
        _drafts = new Drafts(pool, options.MaxDraftTokens, options.AlwaysDrafts);
        Prefixes = new PrefixCache(pool);
    }

    public PrefixCache Prefixes { get; }

    public int RunningCount => _running.Count;

    public int WaitingCount => _waiting.Count;

    /// <summary>Running sequences whose blocks are being read from files; they are not computed meanwhile.</summary>
    public IReadOnlyList<Sequence> Restoring => [.. _running.Where(sequence => sequence.Restoring is not null)];

    /// <summary>The maximum number of tokens of a sequence, prompt and answer together.</summary>
    public int CapacityTokens => _pool.BlockCount * _pool.BlockTokens;

    /// <summary>Waiting sequences in the order in which they will start if no other request arrives.</summary>
    public IReadOnlyList<Sequence> Waiting => _order ??= _fair.Order(_waiting);

    /// <summary>Returns whether a sequence of so many tokens, including its answer, fits when it runs alone.</summary>
    public bool CanEverFit(int tokens) => tokens <= CapacityTokens;

    /// <summary>Returns the number of waiting sequences ahead of this one; null if it does not wait.</summary>
    public int? PositionOf(Sequence sequence)
    {
        for (int position = 0; position < Waiting.Count; position++)
        {
            if (Waiting[position] == sequence)
            {
                return position;
            }
        }

        return null;
    }

    /// <summary>Adds a sequence; it waits until a step has room.</summary>
    /// <exception cref="ArgumentException">The sequence could never fit, and would block all sequences behind it.</exception>
    public void Add(Sequence sequence)
    {
        int max = sequence.PromptCount + sequence.MaxNewTokens;
        if (!CanEverFit(max))
        {
            throw new ArgumentException($"The sequence may have up to {max} tokens; the cache holds {CapacityTokens}.");
        }

        sequence.Arrival = _arrivals++;
        sequence.PriorityClass = (int)sequence.Priority;
        _waiting.Add(sequence);
        _order = null;
    }

    /// <summary>Removes a sequence and releases its blocks at once. Its computed blocks can still be found as a prefix.</summary>
    /// <returns>False if the sequence was not found.</returns>
    public bool Remove(Sequence sequence)
    {
        if (!_running.Remove(sequence) && !_waiting.Remove(sequence))
        {
            return false;
        }

        sequence.Release(_pool);
        _order = null;
        return true;
    }

    /// <summary>Decides which tokens the next step computes, and reserves their blocks.</summary>
    public SchedulerOutput Schedule()
    {
        _order = null;
        List<ScheduledRun> runs = [];
        List<Sequence> preempted = [];
        ScheduleDecodes(runs, preempted);
        int decodeCount = runs.Count;
        List<Sequence> unread = [.. _running.Where(sequence => sequence.RemainingCount > 1 && sequence.Restoring is null), .. _waiting];
        _fair.BeginStep(unread);
        foreach (ScheduledRun run in runs)
        {
            _fair.Charge(run.Sequence, 1, isPrefill: false);
        }

        if (unread.Count == 0)
        {
            _drafts.AddTo(runs, _running.Count);
        }

        SchedulePrefills(runs, unread, decodeCount);
        return new SchedulerOutput(runs, decodeCount, preempted);
    }

    /// <summary>Records that a step was run. Sequences removed meanwhile are skipped.</summary>
    public void Complete(SchedulerOutput output, TimeSpan elapsed)
    {
        foreach (ScheduledRun run in output.Runs)
        {
            if (run.Sequence.IsRunning && run.Sequence.ComputedCount == run.Start)
            {
                run.Sequence.Advance(run.Count);
                Register(run.Sequence, run.Start / _pool.BlockTokens);
            }
        }

        if (!output.IsEmpty)
        {
            _pace.Learn(output.DecodeCount, output.PrefillTokens, elapsed);
            _drafts.Learn(output, elapsed);
        }
    }

    /// <summary>Records how many drafted tokens of a run its sequence generated indeed.</summary>
    public void Verify(ScheduledRun run, int acceptedCount)
    {
        int first = run.Sequence.ComputedCount / _pool.BlockTokens;
        run.Sequence.Verified(run.Draft.Length, acceptedCount);
        Register(run.Sequence, first);
        _fair.Charge(run.Sequence, acceptedCount, isPrefill: false);
    }

    /// <summary>
    /// Takes back a step for which the device had too little memory. Its sequences keep their blocks, and are given the
    /// same tokens again: with fewer prompt tokens, if the step had more than the smallest chunk.
    /// </summary>
    /// <returns>
    /// Null if a smaller step is possible; otherwise the sequence that must be removed: as in a preemption, the newest
    /// of the lowest class.
    /// </returns>
    public Sequence? Abandon(SchedulerOutput output)
    {
        foreach (ScheduledRun run in output.Runs)
        {
            _fair.Charge(run.Sequence, -run.Count, isPrefill: false);
        }

        return _pace.TryShrink(output.PrefillTokens) ? null : output.Runs.Select(run => run.Sequence).MaxBy(Claim);
    }

    /// <summary>Records that the next blocks of a sequence were read from its file.</summary>
    public void Restored(Sequence sequence, int blockCount)
    {
        int first = sequence.ComputedCount / _pool.BlockTokens;
        sequence.Advance(blockCount * _pool.BlockTokens);
        Register(sequence, first);
    }

    private static (int Class, long Arrival) Claim(Sequence sequence) => (sequence.PriorityClass, sequence.Arrival);

    /// <summary>
    /// Schedules one token of every decoding sequence, the oldest of the highest class first, so that a preempted
    /// sequence has no run yet.
    /// </summary>
    private void ScheduleDecodes(List<ScheduledRun> runs, List<Sequence> preempted)
    {
        foreach (Sequence sequence in _running.Where(sequence => sequence.RemainingCount == 1).OrderBy(Claim).ToList())
        {
            while (sequence.IsRunning && !sequence.Blocks.TryReserve(_pool, sequence.Ids.Count))
            {
                preempted.Add(PreemptNewest());
            }

            if (sequence.IsRunning)
            {
                runs.Add(ScheduledRun.Next(sequence, 1));
            }
        }
    }

    /// <summary>
    /// Preempts the newest sequence of the lowest class. The oldest of the highest class is never preempted, so that
    /// some sequence always finishes.
    /// </summary>
    private Sequence PreemptNewest()
    {
        Sequence victim = _running.MaxBy(Claim)!;
        victim.Preempt(_pool);
        _running.Remove(victim);
        _waiting.Add(victim);
        return victim;
    }

    private void SchedulePrefills(List<ScheduledRun> runs, List<Sequence> unread, int decodeCount)
    {
        int budget = Math.Min(_pace.PrefillTokens(decodeCount), _options.MaxStepTokens - decodeCount);
        int scoredBudget = _options.MaxScoredTokens;
        while (budget > 0 && _fair.Next(unread) is { } sequence)
        {
            unread.Remove(sequence);
            if (!sequence.IsRunning && !TryStart(sequence))
            {
                // No sequence overtakes one that waits for blocks, or a large one would wait forever.
                unread.RemoveAll(other => !other.IsRunning);
                continue;
            }

            if (sequence.Restoring is not null)
            {
                continue;
            }

            // Decoding sequences may have taken the blocks that it counted on; it continues when they end.
            int room = ((sequence.Blocks.Count + _pool.FreeCount) * _pool.BlockTokens) - sequence.ComputedCount;
            int affordable = sequence.IsScoring ? Math.Min(budget, scoredBudget) : budget;
            int count = Math.Min(Math.Min(affordable, sequence.RemainingCount), room);
            if (count > 0 && sequence.Blocks.TryReserve(_pool, sequence.ComputedCount + count))
            {
                runs.Add(ScheduledRun.Next(sequence, count));
                _fair.Charge(sequence, count, isPrefill: true);
                budget -= count;
                scoredBudget -= sequence.IsScoring ? count : 0;
            }
        }
    }

    /// <summary>
    /// Starts a waiting sequence if its current length and one more token fit into the blocks that are free and not
    /// promised to running sequences: a prefill that begins can be finished.
    /// </summary>
    private bool TryStart(Sequence sequence)
    {
        if (_running.Count >= _options.MaxRunningSequences)
        {
            return false;
        }

        // The last token is always computed: its logits are needed.
        int queriedBlocks = (sequence.Ids.Count - 1) / _pool.BlockTokens;
        IReadOnlyList<int> prefix = sequence.IsScoring ? [] : Prefixes.Match(sequence.KeysOf(queriedBlocks, _pool.BlockTokens));
        int needed = _pool.BlocksFor(sequence.Ids.Count + 1) - prefix.Count(block => _pool.ReferenceCount(block) > 0);
        if (needed > _pool.FreeCount - _running.Sum(PromisedBlocks))
        {
            return false;
        }

        sequence.Start(_pool, prefix);
        if (!sequence.IsScoring)
        {
            Prefixes.Count(sequence.Ids.Count, prefix.Count * _pool.BlockTokens);
            BeginRestoring(sequence, prefix.Count, queriedBlocks);
        }

        _waiting.Remove(sequence);
        _running.Add(sequence);
        return true;
    }

    private void BeginRestoring(Sequence sequence, int presentBlocks, int maxBlocks)
    {
        if (_findStored?.Invoke(sequence, presentBlocks, maxBlocks) is { } stored)
        {
            _ = sequence.Blocks.TryReserve(_pool, stored.BlockCount * _pool.BlockTokens);
            sequence.BeginRestoring(stored);
        }
    }

    private int PromisedBlocks(Sequence sequence) => Math.Max(_pool.BlocksFor(sequence.Ids.Count + 1) - sequence.Blocks.Count, 0);

    private void Register(Sequence sequence, int firstBlock)
    {
        int fullBlocks = sequence.ComputedCount / _pool.BlockTokens;
        ReadOnlySpan<BlockKey> keys = sequence.KeysOf(fullBlocks, _pool.BlockTokens);
        for (int index = firstBlock; index < fullBlocks; index++)
        {
            _pool.Register(sequence.Blocks[index], keys[index]);
        }
    }
}
