namespace QwenWebChat.Inference.Metrics;

/// <summary>The reason why a request ended. In lower case the names are vLLM's finished reasons.</summary>
public enum FinishReason
{
    /// <summary>The model ended its answer, or a stop string occurred.</summary>
    Stop,

    /// <summary>The limit of new tokens or of the context was reached.</summary>
    Length,

    /// <summary>The request was cancelled by the user or an administrator, or the model was changed.</summary>
    Abort,

    /// <summary>The request failed.</summary>
    Error,
}
