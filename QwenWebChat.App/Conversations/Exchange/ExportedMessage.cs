using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A message in <see cref="ExportedConversation"/>.</summary>
internal sealed record ExportedMessage
{
    public required Guid Id { get; init; }

    public Guid? ParentId { get; init; }

    public required MessageRole Role { get; init; }

    public required string Text { get; init; }

    public MessageState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public AnswerFigures? Figures { get; init; }

    public MessageFeedback? Feedback { get; init; }

    public IReadOnlyList<MessageAttachment>? Attachments { get; init; }

    public HistoryCut? Cut { get; init; }

    /// <summary>Null for none.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }
}
