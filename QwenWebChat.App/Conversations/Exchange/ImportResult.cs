namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>The result of an import: the new conversations, and the chats that were refused.</summary>
/// <param name="ConversationIds">The new conversations, in the file's order.</param>
/// <param name="EmptyCount">Those that were left out: they hold no message.</param>
/// <param name="Refused">Those that were left out because something in them is wrong.</param>
/// <param name="Omitted">What the new conversations lack.</param>
public sealed record ImportResult(IReadOnlyList<Guid> ConversationIds, int MessageCount, int EmptyCount, IReadOnlyList<RefusedChat> Refused, ImportOmissions Omitted);
