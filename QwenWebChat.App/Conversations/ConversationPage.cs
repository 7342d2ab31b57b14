namespace QwenWebChat.App.Conversations;

/// <summary>One page of the list of conversations.</summary>
/// <param name="Next">The cursor of the following page; null on the last page.</param>
public sealed record ConversationPage(IReadOnlyList<ConversationSummary> Conversations, ConversationCursor? Next);
