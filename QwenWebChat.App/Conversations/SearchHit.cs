using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>A title or a message in which every word was found.</summary>
/// <param name="MessageId">Null where the title matches.</param>
/// <param name="At">When the message was written, or something last in the conversation.</param>
/// <param name="Snippet">The title, or a piece of the text around the first match, on one line.</param>
/// <param name="Matches">Where the words stand in the snippet, in order and apart.</param>
/// <param name="MatchStart">Where the first match begins in the title or the message's text.</param>
public sealed record SearchHit(
    Guid ConversationId,
    string Title,
    bool IsArchived,
    Guid? MessageId,
    MessageRole? Role,
    DateTimeOffset At,
    string Snippet,
    IReadOnlyList<TextRange> Matches,
    int MatchStart);
