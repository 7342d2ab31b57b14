using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>A title or a message in which every word was found.</summary>
/// <param name="MessageId">Null if the title matches.</param>
/// <param name="At">The time at which the message was written, or of the last change to the conversation.</param>
/// <param name="Snippet">The title, or a part of the text around the first match, on one line.</param>
/// <param name="Matches">The positions of the words in the snippet, in order and without overlaps.</param>
/// <param name="MatchStart">The start of the first match in the title or the message's text.</param>
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
