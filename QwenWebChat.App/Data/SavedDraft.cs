namespace QwenWebChat.App.Data;

/// <summary>A draft of a conversation's next message. Its row stays, empty, once it is sent, so that its version goes on.</summary>
internal sealed class SavedDraft
{
    /// <summary>The id of what it is for: the conversation, the document that a new one is to be about, or the owner for a new one.</summary>
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public Guid? ConversationId { get; init; }

    public Guid? DocumentId { get; init; }

    public required string Text { get; set; }

    /// <summary>The number of changes of the text.</summary>
    public required long Version { get; set; }
}
