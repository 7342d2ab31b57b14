namespace QwenWebChat.App.Chat;

/// <summary>How far an answer has come.</summary>
public enum AnswerState
{
    /// <summary>In the queue, or the prompt is being read.</summary>
    Waiting,

    Streaming,

    Finished,

    /// <summary>Ended because it reached the longest answer allowed.</summary>
    LengthLimit,

    /// <summary>Stopped by the user; what had come is kept.</summary>
    Stopped,

    /// <summary>Broken off by an error; what had come is kept.</summary>
    Failed,

    /// <summary>Written by the user as another version of the model's.</summary>
    Edited,
}
