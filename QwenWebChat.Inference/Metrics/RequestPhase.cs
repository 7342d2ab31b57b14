namespace QwenWebChat.Inference.Metrics;

/// <summary>The phase of a request.</summary>
public enum RequestPhase
{
    /// <summary>The request waits for its first step.</summary>
    Queue,

    /// <summary>The prompt is being processed.</summary>
    Prefill,

    /// <summary>The answer is being generated.</summary>
    Decode,

    /// <summary>The request has ended.</summary>
    Ended,
}
