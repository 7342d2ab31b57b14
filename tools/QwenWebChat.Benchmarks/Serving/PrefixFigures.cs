namespace QwenWebChat.Benchmarks.Serving;

/// <summary>How soon a document's questions are answered. Times are in milliseconds, to the first token.</summary>
internal sealed record PrefixFigures
{
    public required string Model { get; init; }

    public required string KvFormat { get; init; }

    public required int DocumentTokens { get; init; }

    public required double Cold { get; init; }

    public required double FromMemory { get; init; }

    public required int MemoryTokens { get; init; }

    /// <summary>In an engine that never saw it, with a file that is not in the system's memory either, on Linux.</summary>
    public required double FromDisk { get; init; }

    public required int DiskTokens { get; init; }

    public required long FileBytes { get; init; }

    /// <summary>From the end of the first answer to the file's being there.</summary>
    public required double Keeping { get; init; }
}
