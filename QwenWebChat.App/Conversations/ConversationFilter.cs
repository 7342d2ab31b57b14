namespace QwenWebChat.App.Conversations;

/// <summary>Which conversations to list.</summary>
public sealed record ConversationFilter
{
    public static readonly ConversationFilter Active = new();

    /// <summary>The archived ones instead of the others.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Only those of a folder; null for all.</summary>
    public Guid? FolderId { get; init; }

    /// <summary>Without those that a folder holds, unless they are pinned.</summary>
    public bool IsOutsideFolders { get; init; }

    /// <summary>Without the pinned ones.</summary>
    public bool IsUnpinned { get; init; }

    public int Count { get; init; } = 50;

    public ConversationCursor? After { get; init; }
}
