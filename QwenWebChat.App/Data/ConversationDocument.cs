namespace QwenWebChat.App.Data;

/// <summary>A document that a conversation is about.</summary>
internal sealed class ConversationDocument
{
    public required Guid ConversationId { get; init; }

    public required Guid DocumentId { get; init; }

    /// <summary>The place among the conversation's documents, from 0.</summary>
    public required int Place { get; init; }
}
