namespace QwenWebChat.App.Data;

/// <summary>The states of a summary and of its sections. Stored by name.</summary>
public enum SummaryState
{
    Waiting,

    Running,

    /// <summary>Stopped by the user, or interrupted when the app ended; it can be resumed.</summary>
    Stopped,

    Finished,

    Failed,
}
