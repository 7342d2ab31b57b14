using QwenWebChat.App.Conversations;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Chat;

/// <summary>What a conversation rests on beside its messages. Any thread may call it.</summary>
internal interface IConversationSources
{
    /// <summary>Makes ready what has changed since; before each answer.</summary>
    Task LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>The conversation is kept from now on.</summary>
    Task KeepAsync(Guid conversationId, CancellationToken cancellationToken = default);

    /// <summary>What goes along with the path's last question; null for nothing. Takes a while where the question is new.</summary>
    /// <param name="takenTokens">What all else of the prompt takes.</param>
    /// <param name="longestAnswer">The most that the answer may have.</param>
    SentSources? For(IReadOnlyList<ConversationMessage> path, int takenTokens, int longestAnswer, IPromptCounter counter);
}
