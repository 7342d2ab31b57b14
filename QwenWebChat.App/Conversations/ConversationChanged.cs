namespace QwenWebChat.App.Conversations;

/// <summary>Something of an owner is different now.</summary>
public sealed record ConversationChanged(Guid OwnerId, Guid? ConversationId, ConversationChangeKind Kind);
