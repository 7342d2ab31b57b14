namespace QwenWebChat.App.Data;

/// <summary>How far a message has come. Kept by name.</summary>
public enum MessageState
{
    Finished,

    /// <summary>Being written; after a crash it is found so and becomes <see cref="Stopped"/>.</summary>
    Streaming,

    /// <summary>Stopped by the user, or broken off with the app; it can be continued.</summary>
    Stopped,

    /// <summary>Ended because it reached the longest answer allowed.</summary>
    LengthLimit,

    /// <summary>Broken off by an error.</summary>
    Failed,

    /// <summary>An answer in the words of the user, beside the model's own.</summary>
    Edited,
}
