namespace QwenWebChat.App.Data;

/// <summary>The link between a conversation and a document that it is about.</summary>
internal sealed class ConversationDocument
{
    public required Guid ConversationId { get; init; }

    public required Guid DocumentId { get; init; }

    /// <summary>The position among the conversation's documents, from 0.</summary>
    public required int Place { get; init; }
}
