namespace QwenWebChat.App.Conversations;

/// <summary>What became different.</summary>
public enum ConversationChangeKind
{
    Created,

    /// <summary>Title, pin, archive, folder, system prompt or settings.</summary>
    Details,

    /// <summary>Messages were added or removed, or another version is shown.</summary>
    Messages,

    /// <summary>A running answer has more text; about once a second.</summary>
    Progress,

    /// <summary>Thrown away; it can be restored.</summary>
    Deleted,

    Restored,

    /// <summary>Gone for good.</summary>
    Purged,

    /// <summary>Folders were made, renamed, moved or removed; names no conversation.</summary>
    Folders,

    /// <summary>Conversations were brought in; names none.</summary>
    Imported,
}
