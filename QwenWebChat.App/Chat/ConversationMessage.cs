using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>
/// One message of a conversation, as an immutable snapshot: a page redraws a message only when it holds another snapshot.
/// </summary>
public sealed record ConversationMessage(Guid Id, bool IsUser, string Text)
{
    public AnswerState State { get; init; } = AnswerState.Finished;

    public PromptProgress? Progress { get; init; }

    public AnswerFigures? Figures { get; init; }

    public MessageFeedback? Feedback { get; init; }

    /// <summary>What was sent along with it.</summary>
    public IReadOnlyList<MessageAttachment> Attachments { get; init; } = [];

    /// <summary>From this message on the model is sent less; null where nothing changes with it.</summary>
    public HistoryCut? Cut { get; init; }

    /// <summary>What of the conversation's documents it was written from; null without documents, and of an answer from before.</summary>
    public SourcesUse? Sources { get; init; }

    /// <summary>The message that it follows; null for a first one.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>The messages of the same parent, this one among them, oldest first; empty for one that is not kept.</summary>
    public IReadOnlyList<Guid> Versions { get; init; } = [];

    /// <summary>Which of its versions it is, from 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The tokens of an answer that was cut, from which it goes on; empty where they are not known, and it goes on from its text.</summary>
    public IReadOnlyList<int> TokenIds { get; init; } = [];

    /// <summary>An answer with an end that is not its own.</summary>
    public bool IsCut => !IsUser && Text.Length > 0 && State is AnswerState.LengthLimit or AnswerState.Stopped or AnswerState.Failed;

    public bool IsRunning => State is AnswerState.Waiting or AnswerState.Streaming;

    internal static ConversationMessage From(MessageView view) => new(view.Id, view.Role == MessageRole.User, view.Text)
    {
        State = view.State switch
        {
            MessageState.Streaming => AnswerState.Waiting,
            MessageState.Stopped => AnswerState.Stopped,
            MessageState.LengthLimit => AnswerState.LengthLimit,
            MessageState.Failed => AnswerState.Failed,
            MessageState.Edited => AnswerState.Edited,
            _ => AnswerState.Finished,
        },
        Figures = view.Figures is { TimeToFirstTokenMs: { } first } figures
            ? new AnswerFigures(figures.AnswerTokens, figures.TokensPerSecond ?? 0, TimeSpan.FromMilliseconds(first))
            {
                CachedTokens = figures.CachedTokens ?? 0,
                YarnFactor = figures.YarnFactor ?? 1,
            }
            : null,
        Feedback = view.Feedback,
        Attachments = view.Attachments,
        TokenIds = view.TokenIds,
        Cut = view.Cut,
        ParentId = view.ParentId,
        Versions = view.Versions,
        Version = view.Version,
    };
}
