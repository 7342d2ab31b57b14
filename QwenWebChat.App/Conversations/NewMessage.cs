using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>A message to add.</summary>
/// <param name="ParentId">The message that it follows; null to begin the conversation, or to begin it anew.</param>
public sealed record NewMessage(Guid? ParentId, MessageRole Role, string Text, MessageState State = MessageState.Finished);
