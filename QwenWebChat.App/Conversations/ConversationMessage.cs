using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// One message of the branch that is shown, as an immutable snapshot: a page redraws a message only if it holds another
/// snapshot of it.
/// </summary>
public sealed record ConversationMessage(Guid Id, MessageRole Role, string Text)
{
    public MessageState State { get; init; } = MessageState.Finished;

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The progress of a request before its first token; null otherwise.</summary>
    public PromptProgress? Progress { get; init; }

    /// <summary>The figures of a finished answer; null while it is written, and if none are known.</summary>
    public AnswerFigures? Figures { get; init; }

    public MessageFeedback? Feedback { get; init; }

    /// <summary>The files that were sent with the message.</summary>
    public IReadOnlyList<MessageAttachment> Attachments { get; init; } = [];

    /// <summary>The shortened history sent with and after this message; null if the message does not change it.</summary>
    public HistoryCut? Cut { get; init; }

    /// <summary>The parts of the documents that the answer was written from; null without documents, and for stored answers.</summary>
    public SourcesUse? Sources { get; init; }

    /// <summary>The message that it follows; null for a first one.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>The messages with the same parent, oldest first, this one included; empty for one that is not stored.</summary>
    public IReadOnlyList<Guid> Versions { get; init; } = [];

    /// <summary>The tokens of an answer that was stopped early, with which it continues; empty if they are not known, and it continues from its text.</summary>
    public IReadOnlyList<int> TokenIds { get; init; } = [];

    /// <summary>The calls of tools in an answer, in their order; <see cref="AnswerRound"/> says where they stand.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>The position of this message among its versions, from 1.</summary>
    public int Version => Versions.Index().FirstOrDefault(version => version.Item == Id).Index + 1;

    public bool IsUser => Role == MessageRole.User;

    /// <summary>The message has neither text nor calls of tools.</summary>
    public bool IsEmpty => Text.Length == 0 && ToolCalls.Count == 0;

    /// <summary>The answer ended before the model ended it, and can be continued.</summary>
    public bool IsCut => !IsUser && !IsEmpty && State is MessageState.LengthLimit or MessageState.Stopped or MessageState.Failed;

    /// <summary>The answer is being written.</summary>
    public bool IsRunning => State == MessageState.Streaming;

    /// <summary>The answer has no content yet, or the oldest turns are summarised before it continues.</summary>
    public bool IsWaiting => IsRunning && (IsEmpty || Progress is { IsSummarizing: true });
}
