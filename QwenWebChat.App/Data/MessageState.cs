namespace QwenWebChat.App.Data;

/// <summary>The states of a message. Stored by name.</summary>
public enum MessageState
{
    Finished,

    /// <summary>Being generated; after a crash it becomes <see cref="Stopped"/>.</summary>
    Streaming,

    /// <summary>Stopped by the user, or interrupted when the app ended; it can be continued.</summary>
    Stopped,

    /// <summary>Ended by the limit of the answer's length.</summary>
    LengthLimit,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>An answer that the user edited, as a version beside the model's own.</summary>
    Edited,
}
