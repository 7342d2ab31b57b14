namespace QwenWebChat.App.Monitoring.History;

/// <summary>The phase of a request.</summary>
public enum LinePhase
{
    /// <summary>The request waits for its first step.</summary>
    Queue,

    /// <summary>The prompt is being prefilled.</summary>
    Prefill,

    /// <summary>The answer is being generated.</summary>
    Decode,

    Ended,
}
