namespace QwenWebChat.Inference.Scheduling;

/// <summary>The reason why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, or a stop string occurred.</summary>
    Stop,

    /// <summary>The limit of new tokens or of the context was reached.</summary>
    Length,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}
