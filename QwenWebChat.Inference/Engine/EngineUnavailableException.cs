namespace QwenWebChat.Inference.Engine;

/// <summary>The engine cannot accept a request now: its queue is full, or no model is loaded. The message says which.</summary>
public sealed class EngineUnavailableException(string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>The recommended delay before a retry, for a full queue.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
