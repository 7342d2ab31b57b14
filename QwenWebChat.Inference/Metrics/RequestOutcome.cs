namespace QwenWebChat.Inference.Metrics;

/// <summary>How a request ended. In small letters these are vLLM's finished reasons.</summary>
public enum RequestOutcome
{
    /// <summary>The model ended its answer, or a stop text came.</summary>
    Stop,

    /// <summary>The limit of new tokens, or the context, was reached.</summary>
    Length,

    /// <summary>It was cancelled, by who asked or by an administrator, or the model was changed.</summary>
    Abort,

    /// <summary>It failed.</summary>
    Error,
}
