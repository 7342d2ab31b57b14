using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Setup;

/// <summary>The result of the setup dialog.</summary>
/// <param name="IsDefault">True to use it for new chats too.</param>
public sealed record SetupChoice(ChatSetup Setup, bool IsDefault);
