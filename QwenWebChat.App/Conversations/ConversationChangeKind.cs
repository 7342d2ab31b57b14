namespace QwenWebChat.App.Conversations;

/// <summary>The kind of a change to an owner's conversations.</summary>
public enum ConversationChangeKind
{
    Created,

    /// <summary>The title, pin, archive state, folder, system prompt or settings changed.</summary>
    Details,

    /// <summary>The announced time of its deletion changed.</summary>
    Announced,

    /// <summary>Messages were added or removed, or another version is shown.</summary>
    Messages,

    /// <summary>A running answer has more text. Raised about once a second.</summary>
    Progress,

    /// <summary>The conversation was deleted and can be restored.</summary>
    Deleted,

    Restored,

    /// <summary>The conversation was deleted permanently. The change names none if all of the owner's were.</summary>
    Purged,

    /// <summary>Folders were created, renamed, reordered or deleted. The change names no conversation.</summary>
    Folders,

    /// <summary>Conversations were imported. The change names no conversation.</summary>
    Imported,
}
