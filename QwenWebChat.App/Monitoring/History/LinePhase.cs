namespace QwenWebChat.App.Monitoring.History;

/// <summary>How far a request is.</summary>
public enum LinePhase
{
    /// <summary>It waits for its first step.</summary>
    Queue,

    /// <summary>Its prompt is read.</summary>
    Prefill,

    /// <summary>Its answer is written.</summary>
    Decode,

    Ended,
}
