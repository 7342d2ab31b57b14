using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>A file to be read.</summary>
/// <param name="Path">The file on disk, which stays as it is until the reading has ended.</param>
/// <param name="FileName">Its name for the reader: the extension decides between kinds of text.</param>
internal sealed record ReadingRequest(string Path, string FileName, ReadingOptions Options)
{
    public IProgress<ReadingProgress>? Progress { get; init; }

    /// <summary>Called before each attempt, once a reader is free; the reading waits for it.</summary>
    public Func<CancellationToken, Task>? Beginning { get; init; }

    /// <summary>Told the most memory that the reader held while it read, in bytes, if the attempt ended.</summary>
    public Action<long>? PeakMemory { get; init; }
}
