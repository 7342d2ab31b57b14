using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Chat;

/// <summary>The text of documents that is sent with a question.</summary>
/// <param name="IsBeforeQuestion">The text stands directly before the last question, because it was chosen for that; otherwise before all messages.</param>
/// <param name="Tokens">The tokens of the message with its template tokens.</param>
internal sealed record SentSources(ChatMessage Message, bool IsBeforeQuestion, int Tokens, SourcesUse Use)
{
    /// <summary>The documents whose text it is, if it is the same for every question, so that its KV cache is worth storing; otherwise empty.</summary>
    public IReadOnlyList<string> StoredFor { get; init; } = [];
}
