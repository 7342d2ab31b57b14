using System.Globalization;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>
/// Serves one model: accepts requests, runs one step after the other for all of them, and sends updates to their
/// streams. Belongs to the engine's thread.
/// </summary>
internal sealed partial class ServingSession
{
    private const int CpuStepMilliseconds = 500;
    private const int GpuStepMilliseconds = 100;

    private readonly LoadedModel _model;
    private readonly RequestInbox _inbox;
    private readonly EngineMetrics _metrics;
    private readonly ILogger _logger;
    private readonly BlockPool _pool;
    private readonly Scheduler _scheduler;
    private readonly PrefixTransfer? _prefixes;
    private readonly bool _sharesPrefixes;
    private readonly StepSampler _sampler = new();
    private readonly Dictionary<Sequence, ActiveRequest> _requests = [];
    private EngineSnapshot _snapshot = new();

    /// <param name="wake">Tells the engine, from any thread, that there is work.</param>
    public ServingSession(LoadedModel model, EngineOptions options, RequestInbox inbox, EngineMetrics metrics, PrefixStore? prefixes, Action wake, ILogger logger)
    {
        _model = model;
        _inbox = inbox;
        _metrics = metrics;
        _logger = logger;
        _sharesPrefixes = options.SharePrefixes;
        _pool = new BlockPool(model.Runner.Memory.BlockCount, KvBlockLayout.Tokens, keepsRuns: model.Runner.Blocks is null);
        _prefixes = PrefixTransfer.For(model, prefixes, _pool, wake);
        int milliseconds = options.StepMilliseconds ?? (model.Device == DeviceKind.Cpu ? CpuStepMilliseconds : GpuStepMilliseconds);
        _scheduler = new Scheduler(_pool, new SchedulerOptions
        {
            MaxRunningSequences = options.MaxRunningRequests,
            MaxStepTokens = model.Runner.MaxStepTokens,
            ChunkTokens = options.ChunkTokens,
            StepTime = TimeSpan.FromMilliseconds(milliseconds),
            MaxDraftTokens = options.MaxDraftTokens,
            AlwaysDrafts = options.AlwaysDrafts,
        }, _prefixes is null ? null : _prefixes.Find);
        Publish();
    }

    /// <summary>True if any request is active, or a prefix is still to be stored.</summary>
    public bool IsBusy => _requests.Count > 0 || _prefixes is { HasWork: true };

    /// <summary>The state after the last step; any thread may read it.</summary>
    public EngineSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>Returns which request holds which block.</summary>
    public BlockMap ReadBlocks() => BlockMaps.Of(_pool, _requests.Values);

    /// <summary>Accepts a request.</summary>
    public void Add(ActiveRequest active)
    {
        GenerationRequest request = active.Request;
        if (request.Model != _model)
        {
            EngineUnavailableException changed = new("The model was changed while the request waited.");
            _inbox.End(active, FinishReason.Abort, changed);
            active.Stream.Complete(changed);
            return;
        }

        Sequence sequence = SequenceOf(request, active.MaxNewTokens);
        active.Sequence = sequence;
        _requests.Add(sequence, active);
        _scheduler.Add(sequence);
    }

    /// <summary>Ends the requests whose readers cancelled, then runs one step for the others.</summary>
    public void Step()
    {
        long begun = Stopwatch.GetTimestamp();
        foreach (ActiveRequest active in _requests.Values.Where(request => request.Stream.IsCancelled).ToArray())
        {
            Cancel(active);
        }

        SchedulerOutput output = _scheduler.Schedule();
        _metrics.PrefixesLookedUp(_scheduler.Prefixes.QueriedTokens - _snapshot.QueriedTokens, _scheduler.Prefixes.HitTokens - _snapshot.HitTokens);
        TellPositions();
        TimeSpan? modelTime = output.IsEmpty ? null : Run(output, begun);
        _prefixes?.Restore(_scheduler);
        _prefixes?.Keep();
        Publish(output, modelTime, Stopwatch.GetElapsedTime(begun));
    }

    /// <summary>Ends every request as cancelled.</summary>
    public void CancelAll()
    {
        foreach (ActiveRequest active in _requests.Values.ToArray())
        {
            Cancel(active);
        }

        _prefixes?.Abandon();
        Publish();
    }

    /// <returns>The model's part of the time; null if the step failed.</returns>
    private TimeSpan? Run(SchedulerOutput output, long begun)
    {
        TimeSpan? modelTime = null;
        try
        {
            Batch batch = StepBatch.Of(output);
            foreach (ScheduledRun run in output.Runs)
            {
                Start(_requests[run.Sequence]);
            }

            long before = Stopwatch.GetTimestamp();
            IStepLogits logits = _model.Runner.Run(batch);
            modelTime = Stopwatch.GetElapsedTime(before);
            _scheduler.Complete(output, Stopwatch.GetElapsedTime(begun));
            _metrics.StepEnded(output.PrefillTokens, output.DecodeCount + output.DraftTokens, output.Preempted.Count);
            Deliver(output, logits);
        }
        catch (DeviceMemoryException exception)
        {
            Abandon(output, exception);
        }
        catch (Exception exception)
        {
            // Any other exception of a step ends the requests in it; the engine continues with the others.
            LogStepFailed(exception, output.Runs.Count);
            foreach (ScheduledRun run in output.Runs)
            {
                Fail(run.Sequence, exception);
            }
        }

        return modelTime;
    }

    /// <summary>Discards the step. The next one is smaller, or has one request less.</summary>
    private void Abandon(SchedulerOutput output, DeviceMemoryException exception)
    {
        _metrics.Preempted(output.Preempted.Count);
        if (_scheduler.Abandon(output) is not { } victim)
        {
            LogStepTooLarge(output.Runs.Count, output.TokenCount, exception.Message);
            return;
        }

        LogRequestTooMuch(output.Runs.Count, output.TokenCount, exception.Message);
        Fail(victim, new DeviceMemoryException(
            $"The device has too little memory for {output.Runs.Count} requests at a time, {output.TokenCount} tokens a step: {exception.Message} "
            + "Lower Engine:MaxRunningRequests, or Inference:CacheTokens or Inference:MemoryShare, so that more is left for a step."));
    }

    private Sequence SequenceOf(GenerationRequest request, int newTokens) =>
        new(request.PromptIds, request.Sampling, newTokens, _model.EndTokenIds, _model.Tokenizer.CreateDetokenizer(), request.ContinuedCount)
        {
            Grammar = request.Grammar is { } grammar ? GrammarMatcher.After(grammar, _model.GrammarVocabulary, request.PromptIds.TakeLast(request.ContinuedCount)) : null,
            Owner = request.Owner,
            Priority = request.Priority,
            CacheSalt = SaltOf(request),
            CommonPrefix = CommonPrefixOf(request),
            Scores = request.PromptLogprobCount is { } topCount ? new PromptScores(topCount) : null,
            YarnFactor = _model.Config.YarnFactorFor(request.PromptIds.Count + newTokens),
        };

    // The length of the owner's id separates it from the salt. Requests without owner and salt keep the keys that they had.
    private string? SaltOf(GenerationRequest request) => _sharesPrefixes || request.Owner.Id.Length == 0
        ? request.CacheSalt
        : string.Create(CultureInfo.InvariantCulture, $"{request.Owner.Id.Length}:{request.Owner.Id}{request.CacheSalt}");

    // A salt of the request itself separates it from all others.
    private (int Tokens, string Salt)? CommonPrefixOf(GenerationRequest request) =>
        _sharesPrefixes || request.CacheSalt is not null || request.KeptPrefixGroup is not { } group ? null : (request.KeepPrefixTokens, $"group {group}");

    private void Start(ActiveRequest active)
    {
        if (!active.HasStarted)
        {
            active.MarkStarted();
            _inbox.Started(active);
        }
    }

    private void Deliver(SchedulerOutput output, IStepLogits logits)
    {
        int row = 0;
        foreach (ScheduledRun run in output.Runs)
        {
            ActiveRequest active = _requests[run.Sequence];
            if (run.Sequence.GeneratedCount == 0)
            {
                active.TellRead(run.Start + run.Count, run.Sequence.CachedCount);
            }

            if (run is { WantsLogits: true, Sequence.GeneratedCount: 0 })
            {
                _prefixes?.Offer(active.Request, run.Sequence);
            }

            try
            {
                Deliver(active, run, logits, row);
            }
            catch (Exception exception) when (exception is ArithmeticException or GrammarException)
            {
                LogRequestFailed(exception);
                Fail(run.Sequence, exception);
            }

            row += run.RowCount;
        }
    }

    private void Deliver(ActiveRequest active, ScheduledRun run, IStepLogits logits, int firstRow)
    {
        StepSampler.Score(run, logits, firstRow);
        if (run.WantsLogits)
        {
            int accepted = _sampler.Append(active, run, logits, firstRow + run.ScoredCount);
            if (run.Draft.Length > 0)
            {
                _scheduler.Verify(run, accepted);
                _metrics.DraftVerified(run.Draft.Length, accepted);
            }
        }

        if (run.Sequence.FinishReason is { } reason)
        {
            active.Finish("", Leave(run.Sequence, reason));
        }
    }

    private void Cancel(ActiveRequest active)
    {
        string held = active.Sequence!.Cancel();
        active.Finish(held, Leave(active.Sequence, FinishReason.Abort));
    }

    private void Fail(Sequence sequence, Exception exception)
    {
        if (_requests.TryGetValue(sequence, out ActiveRequest? active))
        {
            Leave(sequence, FinishReason.Error, exception);
            active.Stream.Complete(exception);
        }
    }

    private RequestRecord Leave(Sequence sequence, FinishReason reason, Exception? error = null)
    {
        _scheduler.Remove(sequence);
        _requests.Remove(sequence, out ActiveRequest? active);
        return _inbox.End(active!, reason, error);
    }

    private void TellPositions()
    {
        IReadOnlyList<Sequence> waiting = _scheduler.WaitingCount > 0 ? _scheduler.Waiting : [];
        for (int i = 0; i < waiting.Count; i++)
        {
            if (!_requests[waiting[i]].HasStarted)
            {
                _requests[waiting[i]].TellPosition(i + _scheduler.RunningCount);
            }
        }
    }

    private void Publish(SchedulerOutput? output = null, TimeSpan? modelTime = null, TimeSpan stepTime = default) => Volatile.Write(ref _snapshot, new EngineSnapshot
    {
        RunningCount = _scheduler.RunningCount,
        WaitingCount = _scheduler.WaitingCount,
        CacheTokens = _pool.BlockCount * _pool.BlockTokens,
        UsedTokens = _pool.UsedCount * _pool.BlockTokens,
        CachedTokens = _pool.CachedCount * _pool.BlockTokens,
        QueriedTokens = _scheduler.Prefixes.QueriedTokens,
        HitTokens = _scheduler.Prefixes.HitTokens,
        RestoredTokens = _prefixes?.RestoredTokens ?? 0,
        CacheResidentBytes = _model.Runner.CacheResidentBytes(_pool.TouchedCount),
        ActivationBytes = _model.Runner.ActivationBytes,
        PreemptionCount = _snapshot.PreemptionCount + (output?.Preempted.Count ?? 0),
        StepCount = _snapshot.StepCount + (modelTime is null ? 0 : 1),
        ComputedTokens = _snapshot.ComputedTokens + (modelTime is null ? 0 : output!.TokenCount),
        StepTime = _snapshot.StepTime + stepTime,
        ModelTime = _snapshot.ModelTime + (modelTime ?? TimeSpan.Zero),
    });
}
