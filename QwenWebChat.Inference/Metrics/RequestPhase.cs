namespace QwenWebChat.Inference.Metrics;

/// <summary>How far a request is.</summary>
public enum RequestPhase
{
    /// <summary>It waits for its first step.</summary>
    Queue,

    /// <summary>Its prompt is read.</summary>
    Prefill,

    /// <summary>Its answer is written.</summary>
    Decode,

    /// <summary>It is over.</summary>
    Ended,
}
