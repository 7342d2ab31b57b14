using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>What a conversation's answers are written with.</summary>
/// <param name="SystemPrompt">Null for the model's own.</param>
public sealed record ChatSetup(string? SystemPrompt, ConversationSettings Settings)
{
    public static readonly ChatSetup None = new(null, ConversationSettings.None);
}
