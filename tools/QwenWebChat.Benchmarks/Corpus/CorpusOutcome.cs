namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>How the reading of a file ended.</summary>
internal enum CorpusOutcome
{
    /// <summary>It has a text, perhaps an empty one.</summary>
    Read,

    /// <summary>The file is locked or of a kind that is not read: no fault of the reader.</summary>
    RightlyRefused,

    /// <summary>The file could not be read; the error says why.</summary>
    Refused,

    /// <summary>The file ended its reader, or took more memory than it may.</summary>
    Crashed,

    /// <summary>Reading the file took longer than it may.</summary>
    Hung,
}
