namespace QwenWebChat.App.Conversations;

/// <summary>The owner of a draft: a conversation, a new one about a document, or a new one.</summary>
/// <param name="ConversationId">The conversation; null for a new one.</param>
/// <param name="DocumentId">For a new one: the document that it is to be about; null for none.</param>
public readonly record struct DraftPlace(Guid? ConversationId, Guid? DocumentId)
{
    private const string ConversationPrefix = "chat/";
    private const string DocumentPrefix = "document/";
    private const string NewName = "new";

    /// <summary>A new conversation about nothing.</summary>
    public static DraftPlace New => default;

    public static DraftPlace OfConversation(Guid id) => new(id, null);

    public static DraftPlace OfDocument(Guid id) => new(null, id);

    /// <summary>Parses the result of <see cref="ToString"/>; a new conversation where it names nothing else.</summary>
    public static DraftPlace Parse(string name) =>
        name.StartsWith(ConversationPrefix, StringComparison.Ordinal) && Guid.TryParse(name.AsSpan(ConversationPrefix.Length), out Guid conversation) ? OfConversation(conversation)
        : name.StartsWith(DocumentPrefix, StringComparison.Ordinal) && Guid.TryParse(name.AsSpan(DocumentPrefix.Length), out Guid document) ? OfDocument(document)
        : New;

    /// <summary>Formats the place as the page's scripts name it.</summary>
    public override string ToString() =>
        ConversationId is { } conversation ? $"{ConversationPrefix}{conversation}"
        : DocumentId is { } document ? $"{DocumentPrefix}{document}"
        : NewName;

    /// <summary>The key of the draft's row.</summary>
    internal Guid Key(Guid ownerId) => ConversationId ?? DocumentId ?? ownerId;
}
