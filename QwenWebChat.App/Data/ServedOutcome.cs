namespace QwenWebChat.App.Data;

/// <summary>How a request ended. Kept by name.</summary>
public enum ServedOutcome
{
    /// <summary>The model ended its answer, or a stop text came.</summary>
    Stop,

    /// <summary>The limit of new tokens, or the context, was reached.</summary>
    Length,

    /// <summary>It was cancelled.</summary>
    Abort,

    /// <summary>It failed.</summary>
    Error,
}
