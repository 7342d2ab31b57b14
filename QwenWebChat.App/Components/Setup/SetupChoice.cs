using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Setup;

/// <summary>What was chosen for a chat.</summary>
/// <param name="IsDefault">New chats are to begin with it too.</param>
public sealed record SetupChoice(ChatSetup Setup, bool IsDefault);
