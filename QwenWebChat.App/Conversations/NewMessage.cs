using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>A message to add.</summary>
/// <param name="ParentId">The message that it follows; null to begin the conversation, or to begin it anew. Not read where it is added behind another new one.</param>
public sealed record NewMessage(Guid? ParentId, MessageRole Role, string Text, MessageState State = MessageState.Finished)
{
    public IReadOnlyList<MessageAttachment> Attachments { get; init; } = [];

    /// <summary>From this message on the model is sent less; null to go on as before.</summary>
    public HistoryCut? Cut { get; init; }
}
