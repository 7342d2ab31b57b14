namespace QwenWebChat.App.Documents.Library;

/// <summary>Why a document cannot be read; the first are those of the extraction. Kept by name.</summary>
public enum DocumentFailure
{
    Unsupported,

    Encrypted,

    Damaged,

    Empty,

    TooLarge,

    /// <summary>Reading it took longer than it may.</summary>
    TooSlow,

    /// <summary>Something else, which stands in the log.</summary>
    Failed,
}
