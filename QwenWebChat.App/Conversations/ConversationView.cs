using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>A conversation with the branch that is shown.</summary>
/// <param name="Path">From the first message to the last of the branch.</param>
public sealed record ConversationView(ConversationSummary Summary, ChatSetup Setup, IReadOnlyList<MessageView> Path);
