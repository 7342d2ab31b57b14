namespace QwenWebChat.App.Data;

/// <summary>How far a document has come. Kept by name.</summary>
public enum DocumentState
{
    /// <summary>Its text is being taken out of the file.</summary>
    Reading,

    Ready,

    /// <summary>It cannot be read.</summary>
    Failed,

    /// <summary>It was thrown away and removed; the row stays with its name as long as a conversation is about it.</summary>
    Removed,
}
