namespace QwenWebChat.App.Chat;

/// <summary>Opens what a conversation rests on; null where it rests on its messages alone.</summary>
internal delegate Task<IConversationSources?> OpenSources(Guid ownerId, Guid conversationId, CancellationToken cancellationToken);
