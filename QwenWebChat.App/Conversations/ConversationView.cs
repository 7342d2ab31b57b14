using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>A conversation with the branch that is shown.</summary>
/// <param name="Path">The messages of the branch, from the first to the last.</param>
public sealed record ConversationView(ConversationSummary Summary, ChatSetup Setup, IReadOnlyList<ConversationMessage> Path);
