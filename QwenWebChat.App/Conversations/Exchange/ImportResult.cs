namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>What came in.</summary>
/// <param name="ConversationIds">The new conversations, in the file's order.</param>
public sealed record ImportResult(IReadOnlyList<Guid> ConversationIds, int MessageCount);
