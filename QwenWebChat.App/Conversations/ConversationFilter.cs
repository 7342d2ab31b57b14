namespace QwenWebChat.App.Conversations;

/// <summary>Selects the conversations to list.</summary>
public sealed record ConversationFilter
{
    public static readonly ConversationFilter Active = new();

    /// <summary>List the archived conversations instead of the others.</summary>
    public bool IsArchived { get; init; }

    /// <summary>List only the conversations of this folder; null for all.</summary>
    public Guid? FolderId { get; init; }

    /// <summary>Omit conversations that are in a folder, unless they are pinned.</summary>
    public bool IsOutsideFolders { get; init; }

    /// <summary>Omit pinned conversations.</summary>
    public bool IsUnpinned { get; init; }

    public int Count { get; init; } = 50;

    public ConversationCursor? After { get; init; }
}
