using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>A request to read a file.</summary>
/// <param name="Path">The file on disk, which must not change until the reading has ended.</param>
/// <param name="FileName">The name of the file: the extension decides between kinds of text.</param>
internal sealed record ReadingRequest(string Path, string FileName, ReadingOptions Options)
{
    public IProgress<ReadingProgress>? Progress { get; init; }

    /// <summary>Called before each attempt, once a reader is free; the reading waits for its task.</summary>
    public Func<CancellationToken, Task>? Beginning { get; init; }

    /// <summary>Called with the reader's peak memory in bytes if the attempt ended.</summary>
    public Action<long>? PeakMemory { get; init; }
}
