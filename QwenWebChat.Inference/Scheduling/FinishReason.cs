namespace QwenWebChat.Inference.Scheduling;

/// <summary>Why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, or a stop string came.</summary>
    Stop,

    /// <summary>The limit of new tokens, or the context, is reached.</summary>
    Length,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}
