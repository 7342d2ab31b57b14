namespace QwenWebChat.App.Chat;

/// <summary>The reason why a message was rejected.</summary>
public enum SendFailureKind
{
    /// <summary>The conversation does not fit into the model's context.</summary>
    ContextOverflow,

    /// <summary>The queue is full, or no model is loaded.</summary>
    Unavailable,

    /// <summary>A limit of the account is reached.</summary>
    QuotaExceeded,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>The app may not write into its database.</summary>
    NoRights,

    /// <summary>The engine does not support the conversation's output format.</summary>
    InvalidFormat,

    /// <summary>Another error; an answer that was to be replaced stays.</summary>
    Failed,
}
