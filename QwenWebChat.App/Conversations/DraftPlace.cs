namespace QwenWebChat.App.Conversations;

/// <summary>The place of a draft: a conversation, a new conversation about a document, a temporary conversation, or a new conversation.</summary>
/// <param name="ConversationId">The conversation; null for a new one.</param>
/// <param name="DocumentId">The document of a new conversation; null for none.</param>
public readonly record struct DraftPlace(Guid? ConversationId, Guid? DocumentId)
{
    private const string ConversationPrefix = "chat/";
    private const string DocumentPrefix = "document/";
    private const string TemporaryPrefix = "temporary/";
    private const string NewName = "new";

    /// <summary>The temporary conversation, whose draft is in its own database alone; null for any other.</summary>
    public Guid? TemporaryId { get; private init; }

    /// <summary>The place of a new conversation without a document.</summary>
    public static DraftPlace New => default;

    public static DraftPlace OfConversation(Guid id) => new(id, null);

    public static DraftPlace OfDocument(Guid id) => new(null, id);

    public static DraftPlace OfTemporary(Guid id) => default(DraftPlace) with { TemporaryId = id };

    /// <summary>Parses the result of <see cref="ToString"/>. Any other text gives a new conversation.</summary>
    public static DraftPlace Parse(string name) =>
        name.StartsWith(ConversationPrefix, StringComparison.Ordinal) && Guid.TryParse(name.AsSpan(ConversationPrefix.Length), out Guid conversation) ? OfConversation(conversation)
        : name.StartsWith(DocumentPrefix, StringComparison.Ordinal) && Guid.TryParse(name.AsSpan(DocumentPrefix.Length), out Guid document) ? OfDocument(document)
        : name.StartsWith(TemporaryPrefix, StringComparison.Ordinal) && Guid.TryParse(name.AsSpan(TemporaryPrefix.Length), out Guid temporary) ? OfTemporary(temporary)
        : New;

    /// <summary>Formats the place for the scripts of the page.</summary>
    public override string ToString() =>
        ConversationId is { } conversation ? $"{ConversationPrefix}{conversation}"
        : DocumentId is { } document ? $"{DocumentPrefix}{document}"
        : TemporaryId is { } temporary ? $"{TemporaryPrefix}{temporary}"
        : NewName;

    /// <summary>Returns the key of the draft's row.</summary>
    internal Guid Key(Guid ownerId) => ConversationId ?? DocumentId ?? TemporaryId ?? ownerId;
}
