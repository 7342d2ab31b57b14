namespace QwenWebChat.App.Data;

/// <summary>
/// The permission to see something of its owner: for a group, or for every member who has the link. It ends with what is shared,
/// with its owner and with the group.
/// </summary>
internal sealed class Share
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public Guid? ConversationId { get; init; }

    public Guid? DocumentId { get; init; }

    public Guid? PromptId { get; init; }

    public Guid? FolderId { get; init; }

    /// <summary>The group that may see it; null for a link.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>The random part of the link; null for a group.</summary>
    public string? Token { get; init; }

    public required ShareRight Right { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public ShareTarget Target =>
        ConversationId is { } conversation ? new(ShareKind.Conversation, conversation)
        : DocumentId is { } document ? new(ShareKind.Document, document)
        : PromptId is { } prompt ? new(ShareKind.Prompt, prompt)
        : new(ShareKind.Folder, FolderId!.Value);
}
