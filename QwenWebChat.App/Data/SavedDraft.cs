namespace QwenWebChat.App.Data;

/// <summary>A draft of a conversation's next message. After sending, its row remains without text, so that its version continues.</summary>
internal sealed class SavedDraft
{
    /// <summary>The id of the conversation, of the document that a new conversation is about, or of the owner for any other new conversation.</summary>
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public Guid? ConversationId { get; init; }

    public Guid? DocumentId { get; init; }

    public required string Text { get; set; }

    /// <summary>The number of changes of the text.</summary>
    public required long Version { get; set; }
}
