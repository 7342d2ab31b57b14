using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Chat;

/// <summary>The text of documents that is sent with a question.</summary>
/// <param name="IsBeforeQuestion">The text stands directly before the last question, because it was chosen for that; otherwise before all messages.</param>
/// <param name="Tokens">The tokens of the message with its template tokens.</param>
internal sealed record SentSources(ChatMessage Message, bool IsBeforeQuestion, int Tokens, SourcesUse Use)
{
    /// <summary>The documents whose text it is, if it is the same for every question, so that its KV cache is worth storing; otherwise empty.</summary>
    public IReadOnlyList<string> StoredFor { get; init; } = [];

    /// <summary>A group that may use all of the documents, the reader included; null without one.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>
    /// Returns what is worth storing of a prompt. The group has it in common only if the prompt begins with it: a system message, and
    /// the tools that stand in one, are the reader's own, and nobody learns by the time of a request whether another has the same.
    /// </summary>
    public StoredMessages? StoredIn(List<ChatMessage> prompt, bool hasTools)
    {
        int place = prompt.IndexOf(Message);
        return StoredFor.Count == 0 ? null : new StoredMessages(place + 1, StoredFor, place == 0 && !hasTools ? GroupId?.ToString() : null);
    }
}
