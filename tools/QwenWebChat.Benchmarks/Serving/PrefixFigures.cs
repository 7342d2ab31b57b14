namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The time to first token of questions about a document, in milliseconds.</summary>
internal sealed record PrefixFigures
{
    public required string Model { get; init; }

    public required string KvFormat { get; init; }

    public required int DocumentTokens { get; init; }

    public required double Cold { get; init; }

    public required double FromMemory { get; init; }

    public required int MemoryTokens { get; init; }

    /// <summary>
    /// The time in an engine that never received the document, with a file that is not in the page cache either, on Linux.
    /// </summary>
    public required double FromDisk { get; init; }

    public required int DiskTokens { get; init; }

    public required long FileBytes { get; init; }

    /// <summary>The time from the end of the first answer until the file is complete.</summary>
    public required double Keeping { get; init; }
}
