namespace QwenWebChat.App.Chat;

/// <summary>Opens the documents of a conversation; null if it has none.</summary>
internal delegate Task<IConversationSources?> OpenSources(Guid ownerId, Guid conversationId, CancellationToken cancellationToken);
