using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>A message to add.</summary>
/// <param name="ParentId">The message that it follows; null for a first message. Ignored if the message is added after
/// another new one.</param>
public sealed record NewMessage(Guid? ParentId, MessageRole Role, string Text, MessageState State = MessageState.Finished)
{
    public IReadOnlyList<MessageAttachment> Attachments { get; init; } = [];

    /// <summary>The calls of tools in an answer.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>The shortened history sent with and after this message; null to leave it unchanged.</summary>
    public HistoryCut? Cut { get; init; }
}
