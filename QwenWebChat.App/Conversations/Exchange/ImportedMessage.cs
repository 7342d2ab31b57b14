using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A message read from a file of any format, with the ids of the file.</summary>
/// <param name="Where">The message's place in the file, for error messages.</param>
internal sealed record ImportedMessage(string Where, string Id, string? ParentId, MessageRole Role, string Text, MessageState State, DateTimeOffset CreatedAt) : ITreeMember
{
    public AnswerFigures? Figures { get; init; }

    public MessageFeedback? Feedback { get; init; }

    public IReadOnlyList<MessageAttachment> Attachments { get; init; } = [];

    /// <summary>The shortened history; the id in it is an id of the file.</summary>
    public HistoryCut? Cut { get; init; }

    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];
}
