namespace QwenWebChat.App.Chat;

/// <summary>The phase of an <see cref="AnswerRun"/>. Only an answer that is summarised or generated can be stopped.</summary>
internal enum AnswerPhase
{
    /// <summary>The prompt is counted: it must leave room for an answer.</summary>
    Checking,

    /// <summary>The question and the empty answer are written to the database.</summary>
    Storing,

    /// <summary>The model summarises the turns that are no longer sent.</summary>
    Summarizing,

    /// <summary>The request waits for the model, or the answer is streamed.</summary>
    Generating,

    /// <summary>The model rejected the request: what was stored for it is removed.</summary>
    Withdrawing,

    /// <summary>The answer has its end, or the request was rejected.</summary>
    Ended,
}
