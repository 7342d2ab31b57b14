namespace QwenWebChat.App.Data;

/// <summary>How far a summary or a section of it has come. Kept by name.</summary>
public enum SummaryState
{
    Waiting,

    Running,

    /// <summary>Stopped by the user, or broken off with the app; it can be resumed.</summary>
    Stopped,

    Finished,

    Failed,
}
