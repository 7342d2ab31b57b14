using QwenWebChat.App.Conversations;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Chat;

/// <summary>The documents that a conversation is about. Thread-safe.</summary>
internal interface IConversationSources
{
    /// <summary>Loads the documents that have changed; called before each answer.</summary>
    Task LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>Links the documents with the stored conversation.</summary>
    Task KeepAsync(Guid conversationId, CancellationToken cancellationToken = default);

    /// <summary>Returns the text to send with the last question of the path; null for none. Slow for a new question.</summary>
    /// <param name="takenTokens">The tokens of the rest of the prompt.</param>
    /// <param name="maxAnswerTokens">The maximum number of tokens of the answer.</param>
    SentSources? For(IReadOnlyList<ConversationMessage> path, int takenTokens, int maxAnswerTokens, IPromptCounter counter);
}
