namespace QwenWebChat.App.Conversations;

/// <summary>A part of the list.</summary>
/// <param name="Next">What asks for the following part; null where this is the last.</param>
public sealed record ConversationPage(IReadOnlyList<ConversationSummary> Conversations, ConversationCursor? Next);
