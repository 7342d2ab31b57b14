namespace QwenWebChat.App.Chat;

/// <summary>Why a message was not taken.</summary>
public enum SendFailureKind
{
    /// <summary>The conversation does not fit into the model's context.</summary>
    ContextOverflow,

    /// <summary>The queue is full, or no model is loaded.</summary>
    Unavailable,

    /// <summary>No room is left on the disk to keep it.</summary>
    DiskFull,

    /// <summary>The app may not write into its database.</summary>
    NoRights,

    /// <summary>Something else went wrong; the answer that was to be replaced stays.</summary>
    Failed,
}
