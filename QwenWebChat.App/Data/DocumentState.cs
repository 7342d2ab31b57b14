namespace QwenWebChat.App.Data;

/// <summary>The states of a document. Stored by name.</summary>
public enum DocumentState
{
    /// <summary>The text is being extracted.</summary>
    Reading,

    Ready,

    /// <summary>The file cannot be read.</summary>
    Failed,

    /// <summary>The document was deleted and removed; the row with its name remains as long as a conversation is about it.</summary>
    Removed,
}
