using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>A request inside the engine: its stream, its clock, and the sequence that it becomes.</summary>
internal sealed class ActiveRequest
{
    private readonly TimeProvider _clock;
    private readonly long _arrived;
    private readonly List<TimeSpan> _tokenTimes = [];
    private TimeSpan? _scheduled;
    private int? _ahead;

    /// <param name="onCancelled">Is told when the stream's reader gives up.</param>
    public ActiveRequest(GenerationRequest request, TimeProvider clock, Action onCancelled)
    {
        Request = request;
        Stream = new GenerationStream(onCancelled);
        _clock = clock;
        _arrived = clock.GetTimestamp();
    }

    public GenerationRequest Request { get; }

    public GenerationStream Stream { get; }

    /// <summary>Set when the engine's thread takes the request in.</summary>
    public Sequence? Sequence { get; set; }

    public bool HasStarted => _scheduled is not null;

    private TimeSpan Now => _clock.GetElapsedTime(_arrived);

    /// <summary>Tells how many requests should start before it, where that is news.</summary>
    public void TellPosition(int ahead)
    {
        if (_ahead != ahead)
        {
            _ahead = ahead;
            Stream.Write(new GenerationUpdate.Queued(ahead));
        }
    }

    public void MarkStarted() => _scheduled ??= Now;

    /// <summary>Tells how much of the prompt is read, and how long the rest should take at the pace so far.</summary>
    public void TellRead(int readTokens, int cachedTokens)
    {
        int promptTokens = Request.PromptIds.Count;
        int done = readTokens - cachedTokens;
        TimeSpan? left = readTokens < promptTokens && done > 0 && _scheduled is { } begun
            ? (Now - begun) * ((double)(promptTokens - readTokens) / done)
            : null;
        Stream.Write(new GenerationUpdate.PromptRead(readTokens, promptTokens) { Left = left });
    }

    public void TellToken(int id, string text)
    {
        _tokenTimes.Add(Now);
        Stream.Write(new GenerationUpdate.Token(id, text));
    }

    public void Finish(string text, FinishReason reason)
    {
        Stream.Write(new GenerationUpdate.Finished(text, reason, Timeline()));
        Stream.Complete();
    }

    private RequestTimeline Timeline() => new()
    {
        PromptTokens = Request.PromptIds.Count,
        CachedTokens = Sequence?.CachedCount ?? 0,
        Scheduled = _scheduled,
        TokenTimes = _tokenTimes,
        Finished = Now,
        PreemptionCount = Sequence?.PreemptionCount ?? 0,
        YarnFactor = Sequence?.YarnFactor ?? 1,
    };
}
