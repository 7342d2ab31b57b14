namespace QwenWebChat.Inference.Caching;

/// <summary>Section <c>Inference:PrefixStore</c>: the on-disk prefix cache, which saves repeated prefills.</summary>
public sealed record PrefixStoreOptions
{
    /// <summary>The folder of the cache; empty disables it. The app uses <c>prefixes</c> beside the database for an empty value.</summary>
    public string? Path { get; init; }

    /// <summary>The maximum total size of the files in bytes; the least recently used are deleted first. 0 disables the cache.</summary>
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
