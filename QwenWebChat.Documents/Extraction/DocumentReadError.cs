namespace QwenWebChat.Documents.Extraction;

/// <summary>Why a file could not be read. Kept by name.</summary>
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

    /// <summary>The password that was given for a locked file is not its own.</summary>
    WrongPassword,

    /// <summary>The file is of a kind that is read by way of LibreOffice, which is not installed.</summary>
    ConverterMissing,

    /// <summary>Reading it took longer than it may.</summary>
    TooSlow,

    /// <summary>Reading it took more memory than it may.</summary>
    TooMuchMemory,

    /// <summary>Reading it ended the process that read it, twice.</summary>
    ReaderCrashed,

    /// <summary>No room is left on the disk.</summary>
    DiskFull,

    /// <summary>The app may not write where it keeps documents.</summary>
    NoRights,

    /// <summary>Something else, which stands in the log.</summary>
    Failed,
}
