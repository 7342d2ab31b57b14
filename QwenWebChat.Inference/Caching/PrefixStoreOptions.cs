namespace QwenWebChat.Inference.Caching;

/// <summary>
/// Section <c>Inference:PrefixStore</c>: the on-disk prefix cache. It stores the KV cache of document prompts, so that a
/// restart does not repeat their prefill. CPU only.
/// </summary>
public sealed record PrefixStoreOptions
{
    /// <summary>
    /// Folder of the on-disk prefix cache. If not set, the app uses the folder <c>prefixes</c> beside the database, and the
    /// library stores nothing.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>
    /// Maximum size of all files of the on-disk prefix cache in bytes; the least recently used files are deleted first. 0
    /// turns it off.
    /// </summary>
    public long MaxBytes { get; init; } = 20_000_000_000;

    /// <summary>
    /// The maximum size of one copy to or from the disk in bytes: some milliseconds, or a tenth of a second on a slow
    /// disk; smaller in tests.
    /// </summary>
    internal int PieceBytes { get; init; } = 32 << 20;

    /// <summary>The minimum free disk space that must remain, in bytes.</summary>
    internal long MinFreeBytes { get; init; } = 1L << 30;

    /// <exception cref="ArgumentException">A value is out of range; the message has its name, the value and the allowed range.</exception>
    public void Validate()
    {
        if (MaxBytes < 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"MaxBytes is {MaxBytes}; it must be 0 (nothing is kept) or more bytes."));
        }

        if (Path is not null && (Path.Contains('\0', StringComparison.Ordinal) || File.Exists(Path)))
        {
            throw new ArgumentException($"Path is '{Path}', a file; it must be a folder, or a path at which a folder can be created.");
        }
    }
}
