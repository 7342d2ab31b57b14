namespace QwenWebChat.Documents.Extraction.Encryption;

/// <summary>Decrypts the content of a locked Office file, segment by segment.</summary>
internal interface IPackageCipher
{
    /// <summary>Size of a segment in bytes.</summary>
    const int SegmentSize = 4_096;

    /// <summary>Size of an AES block in bytes.</summary>
    const int BlockSize = 16;

    /// <summary>Decrypts a segment of whole blocks.</summary>
    void Decrypt(uint segment, ReadOnlySpan<byte> encrypted, Span<byte> plain);

    /// <summary>Checks that the file was not changed, if the format supports it.</summary>
    /// <param name="package">The stream that contains the file, from its start.</param>
    /// <exception cref="DocumentReadException">The file was changed.</exception>
    void CheckIntegrity(Stream package, CancellationToken cancellationToken);
}
