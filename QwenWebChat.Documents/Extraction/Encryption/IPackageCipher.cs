namespace QwenWebChat.Documents.Extraction.Encryption;

/// <summary>Decrypts the file within a locked Office file, segment by segment.</summary>
internal interface IPackageCipher
{
    /// <summary>Bytes of a segment.</summary>
    const int SegmentSize = 4_096;

    /// <summary>Bytes of a block of AES.</summary>
    const int BlockSize = 16;

    /// <summary>Decrypts a segment, whole blocks of it.</summary>
    void Decrypt(uint segment, ReadOnlySpan<byte> encrypted, Span<byte> plain);

    /// <summary>Checks that nobody has changed the file, where the format can tell.</summary>
    /// <param name="package">The stream that keeps the file, from its start.</param>
    /// <exception cref="DocumentReadException">It was changed.</exception>
    void CheckIntegrity(Stream package, CancellationToken cancellationToken);
}
