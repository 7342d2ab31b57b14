namespace QwenWebChat.Documents.Extraction;

/// <summary>The reasons why a file cannot be read. Stored by name.</summary>
public enum DocumentReadError
{
    /// <summary>The format is not supported.</summary>
    Unsupported,

    /// <summary>The file is locked by a password or by rights management.</summary>
    Encrypted,

    /// <summary>The file is broken, truncated, or not of the format that its name says.</summary>
    Damaged,

    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The file exceeds a limit of <see cref="ReadingOptions"/>.</summary>
    TooLarge,

    /// <summary>The given password does not open the locked file.</summary>
    WrongPassword,

    /// <summary>The format is read with LibreOffice, which is not installed.</summary>
    ConverterMissing,

    /// <summary>Reading the file takes too long.</summary>
    TooSlow,

    /// <summary>Reading the file takes too much memory.</summary>
    TooMuchMemory,

    /// <summary>Reading the file crashed the process that read it, twice.</summary>
    ReaderCrashed,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>The app has no permission to write where it stores documents.</summary>
    NoRights,

    /// <summary>Another error; the log has the details.</summary>
    Failed,
}
