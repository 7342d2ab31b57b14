using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Encryption;

/// <summary>The content of a locked Office file, decrypted on demand.</summary>
/// <param name="package">The stream that contains it: its length in 8 bytes, then the encrypted file.</param>
internal sealed class DecryptedStream(Stream package, IPackageCipher cipher, long length) : SegmentStream(length, IPackageCipher.SegmentSize)
{
    private const int LengthBytes = sizeof(long);

    private readonly byte[] _encrypted = new byte[IPackageCipher.SegmentSize];

    protected override void Load(long index, Span<byte> segment)
    {
        package.Position = LengthBytes + (index * IPackageCipher.SegmentSize);
        int count = package.ReadAtLeast(_encrypted, _encrypted.Length, throwOnEndOfStream: false);
        int whole = count - (count % IPackageCipher.BlockSize);
        cipher.Decrypt((uint)index, _encrypted.AsSpan(0, whole), segment);
        segment[whole..].Clear();
    }
}
