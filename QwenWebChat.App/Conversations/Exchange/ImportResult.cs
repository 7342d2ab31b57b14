namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>What came in.</summary>
/// <param name="ConversationIds">The new conversations, in the file's order.</param>
/// <param name="EmptyCount">Those that were left out: they hold no message.</param>
public sealed record ImportResult(IReadOnlyList<Guid> ConversationIds, int MessageCount, int EmptyCount = 0);
