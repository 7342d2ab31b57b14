using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Chat;

/// <summary>What goes along with a question beside the conversation.</summary>
/// <param name="IsBeforeQuestion">Directly before the last question, because it belongs to that alone; otherwise before all messages.</param>
/// <param name="Tokens">Of the message with its marks.</param>
internal sealed record SentSources(ChatMessage Message, bool IsBeforeQuestion, int Tokens, SourcesUse Use)
{
    /// <summary>Whose text it is, where it is the same for every question, so that its reading is worth keeping; empty elsewhere.</summary>
    public IReadOnlyList<string> KeptFor { get; init; } = [];
}
