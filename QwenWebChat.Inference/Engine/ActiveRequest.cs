using System.Diagnostics;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>
/// A request inside the engine: its stream, its timestamps and its sequence. Only the engine's thread changes its
/// state; any thread may read its record.
/// </summary>
internal sealed class ActiveRequest
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly EngineMetrics _metrics;
    private readonly DateTimeOffset _arrivedAt;
    private readonly long _arrived;
    private readonly ActivityContext _caller;
    private readonly List<TimeSpan> _tokenTimes = [];
    private TimeSpan? _scheduled;
    private int? _ahead;
    private volatile int _readTokens;

    /// <param name="onCancelled">Called when the stream's reader cancels.</param>
    public ActiveRequest(GenerationRequest request, TimeProvider clock, EngineMetrics metrics, Action onCancelled)
    {
        Request = request;
        MaxNewTokens = Math.Min(request.Sampling.MaxTokens, request.Model.ContextTokens - request.PromptIds.Count);
        Stream = new GenerationStream(onCancelled);
        _clock = clock;
        _metrics = metrics;
        _arrivedAt = clock.GetUtcNow();
        _arrived = clock.GetTimestamp();
        _caller = Activity.Current?.Context ?? default;
    }

    public Guid Id { get; } = Guid.CreateVersion7();

    public GenerationRequest Request { get; }

    public GenerationStream Stream { get; }

    /// <summary>The number of tokens that it may generate: what it asks for, within the context and what its owner's quotas grant.</summary>
    public int MaxNewTokens { get; set; }

    public RequestDemand Demand => new(Id, Request.Owner, Request.Kind, Request.PromptIds.Count, MaxNewTokens);

    /// <summary>The request's sequence, set when the engine's thread accepts the request.</summary>
    public Sequence? Sequence { get; set; }

    public bool HasStarted => _scheduled is not null;

    private TimeSpan Now => _clock.GetElapsedTime(_arrived);

    /// <summary>Reports the number of requests ahead in the queue, if it changed.</summary>
    public void TellPosition(int ahead)
    {
        if (_ahead != ahead)
        {
            _ahead = ahead;
            Stream.Write(new GenerationUpdate.Queued(ahead));
        }
    }

    public void MarkStarted()
    {
        lock (_gate)
        {
            _scheduled ??= Now;
        }
    }

    /// <summary>Reports the prefill progress, and the estimated remaining time at the pace so far.</summary>
    public void TellRead(int readTokens, int cachedTokens)
    {
        _readTokens = readTokens;
        int promptTokens = Request.PromptIds.Count;
        int done = readTokens - cachedTokens;
        TimeSpan? left = readTokens < promptTokens && done > 0 && _scheduled is { } begun
            ? (Now - begun) * ((double)(promptTokens - readTokens) / done)
            : null;
        Stream.Write(new GenerationUpdate.PromptRead(readTokens, promptTokens) { Left = left });
    }

    public void TellToken(int id, string text, TokenLogprobs? logprobs = null)
    {
        TimeSpan now = Now;
        if (_tokenTimes.Count == 0)
        {
            _metrics.FirstTokenCame(Request.PromptIds.Count, now);
        }
        else
        {
            _metrics.TokenCame(now - _tokenTimes[^1]);
        }

        lock (_gate)
        {
            _tokenTimes.Add(now);
        }

        Stream.Write(new GenerationUpdate.Token(id, text) { Logprobs = logprobs });
    }

    /// <summary>Reports the end of the answer.</summary>
    /// <param name="text">The text held back until now.</param>
    /// <param name="record">The record that <see cref="Close"/> returned.</param>
    public void Finish(string text, RequestRecord record)
    {
        Stream.Write(new GenerationUpdate.Finished(text, record, _tokenTimes) { StopString = Sequence?.StopString, StopTokenId = Sequence?.StopTokenId });
        Stream.Complete();
    }

    /// <summary>Records the end of the request in the metrics.</summary>
    public EndedRequest Close(FinishReason reason, Exception? error = null)
    {
        RequestRecord record = Record() with { FinishReason = reason, Error = error?.GetBaseException().Message.Split('\n')[0].TrimEnd() };
        _metrics.RequestEnded(record);
        RequestTracing.Trace(record, _caller);
        return new EndedRequest(record, Request.IsPromptRecorded ? Request.PromptIds : []);
    }

    /// <summary>Returns the current record.</summary>
    public RequestRecord Record()
    {
        // Sorted outside the lock, which the engine's thread takes for each token.
        TimeSpan[] times;
        TimeSpan? scheduled;
        lock (_gate)
        {
            times = [.. _tokenTimes];
            scheduled = _scheduled;
        }

        TimeSpan[] gaps = Gaps(times);
        return new RequestRecord
        {
            Id = Id,
            UserId = Request.Owner.Id,
            Kind = Request.Kind,
            Model = Request.Model.Name,
            ArrivedAt = _arrivedAt,
            PromptTokens = Request.PromptIds.Count,
            CachedTokens = Sequence?.CachedCount ?? 0,
            PrefilledTokens = _readTokens,
            NewTokens = times.Length,
            AcceptedTokens = Sequence?.AcceptedCount ?? 0,
            Queue = scheduled,
            TimeToFirstToken = times.Length > 0 ? times[0] : null,
            Decode = times.Length > 0 ? times[^1] - times[0] : null,
            InterTokenP50 = Percentiles.Of<TimeSpan>(gaps, 0.5),
            InterTokenP95 = Percentiles.Of<TimeSpan>(gaps, 0.95),
            InterTokenMax = gaps.Length > 0 ? gaps[^1] : null,
            EndToEnd = Now,
            PreemptionCount = Sequence?.PreemptionCount ?? 0,
            YarnFactor = Sequence?.YarnFactor ?? 1,
        };
    }

    // In ascending order.
    private static TimeSpan[] Gaps(TimeSpan[] times)
    {
        TimeSpan[] gaps = new TimeSpan[Math.Max(times.Length - 1, 0)];
        for (int i = 0; i < gaps.Length; i++)
        {
            gaps[i] = times[i + 1] - times[i];
        }

        Array.Sort(gaps);
        return gaps;
    }
}
