namespace QwenWebChat.App.Chat;

/// <summary>
/// One message of a conversation, as an immutable snapshot: a page redraws a message only when it holds another snapshot.
/// </summary>
public sealed record ConversationMessage(int Id, bool IsUser, string Text)
{
    public AnswerState State { get; init; } = AnswerState.Finished;

    public PromptProgress? Progress { get; init; }

    public AnswerFigures? Figures { get; init; }

    public bool IsRunning => State is AnswerState.Waiting or AnswerState.Streaming;
}
