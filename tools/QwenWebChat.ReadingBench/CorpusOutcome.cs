namespace QwenWebChat.ReadingBench;

/// <summary>The outcome of reading a file.</summary>
internal enum CorpusOutcome
{
    /// <summary>The file was read; its text may be empty.</summary>
    Read,

    /// <summary>The file is locked or of an unsupported kind, which is no fault of the reader.</summary>
    RightlyRefused,

    /// <summary>The file could not be read; the error gives the reason.</summary>
    Refused,

    /// <summary>The file crashed its reader, or exceeded the memory limit.</summary>
    Crashed,

    /// <summary>Reading the file exceeded the time limit.</summary>
    Hung,
}
