namespace QwenWebChat.App.Conversations;

/// <summary>Tells that conversations or folders of an owner changed.</summary>
public sealed record ConversationChanged(Guid OwnerId, Guid? ConversationId, ConversationChangeKind Kind);
