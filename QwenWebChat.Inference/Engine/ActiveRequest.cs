using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>A request inside the engine: its stream and its clock.</summary>
internal sealed class ActiveRequest
{
    private readonly TimeProvider _clock;
    private readonly long _arrived;
    private long? _started;
    private long? _firstToken;
    private long _lastToken;

    /// <param name="onCancelled">Is told when the stream's reader gives up.</param>
    public ActiveRequest(GenerationRequest request, TimeProvider clock, Action<ActiveRequest> onCancelled)
    {
        Request = request;
        Stream = new GenerationStream(() => onCancelled(this));
        _clock = clock;
        _arrived = clock.GetTimestamp();
    }

    public GenerationRequest Request { get; }

    public GenerationStream Stream { get; }

    public void MarkStarted() => _started = _clock.GetTimestamp();

    public void MarkToken()
    {
        _lastToken = _clock.GetTimestamp();
        _firstToken ??= _lastToken;
    }

    public void Finish(string text, FinishReason reason, int cachedTokens, int newTokens)
    {
        GenerationTimings timings = new()
        {
            PromptTokens = Request.PromptIds.Count,
            CachedTokens = cachedTokens,
            NewTokens = newTokens,
            Queue = _clock.GetElapsedTime(_arrived, _started ?? _clock.GetTimestamp()),
            TimeToFirstToken = _firstToken is { } first ? _clock.GetElapsedTime(_arrived, first) : TimeSpan.Zero,
            Decode = _firstToken is { } begin ? _clock.GetElapsedTime(begin, _lastToken) : TimeSpan.Zero,
        };
        Stream.Write(new GenerationUpdate.Finished(text, reason, timings));
        Stream.Complete();
    }

    /// <summary>Ends a request that was cancelled while it waited.</summary>
    public void FinishUnstarted() => Finish("", FinishReason.Cancelled, cachedTokens: 0, newTokens: 0);
}
