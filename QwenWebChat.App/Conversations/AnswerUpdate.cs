using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>How an answer stands: its whole text so far, its state, and its figures once they are known.</summary>
public sealed record AnswerUpdate(Guid ConversationId, Guid MessageId, string Text, MessageState State, MessageFigures? Figures = null)
{
    /// <summary>The tokens of an answer that was cut; kept with its figures.</summary>
    public IReadOnlyList<int> TokenIds { get; init; } = [];
}
