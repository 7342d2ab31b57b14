namespace QwenWebChat.App.Documents.Extraction;

/// <summary>Why a file was refused.</summary>
public enum DocumentReadError
{
    /// <summary>Of a kind that is not read here.</summary>
    Unsupported,

    /// <summary>Locked by a password or by rights management.</summary>
    Encrypted,

    /// <summary>Broken, cut off, or not what its name says.</summary>
    Damaged,

    /// <summary>Without a single byte.</summary>
    Empty,

    /// <summary>Beyond a limit of <see cref="ReadingOptions"/>.</summary>
    TooLarge,
}
