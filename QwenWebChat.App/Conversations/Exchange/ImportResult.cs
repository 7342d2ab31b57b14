namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>The result of an import: the new conversations and the rejected chats.</summary>
/// <param name="ConversationIds">The new conversations, in the file's order.</param>
/// <param name="EmptyCount">Chats without messages, which were skipped.</param>
/// <param name="Refused">Chats that were rejected because of an error.</param>
/// <param name="Omitted">The content that the new conversations lack.</param>
public sealed record ImportResult(IReadOnlyList<Guid> ConversationIds, int MessageCount, int EmptyCount, IReadOnlyList<RefusedChat> Refused, ImportOmissions Omitted);
