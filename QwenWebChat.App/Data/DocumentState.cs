namespace QwenWebChat.App.Data;

/// <summary>How far a document has come. Kept by name.</summary>
public enum DocumentState
{
    /// <summary>Its text is being taken out of the file.</summary>
    Reading,

    Ready,

    /// <summary>It cannot be read.</summary>
    Failed,
}
