using System.Buffers.Binary;
using System.Security.Cryptography;

namespace QwenWebChat.Documents.Extraction.Encryption;

/// <summary>The encryption of Office 2007: AES in single blocks, with a key from SHA-1. Source: [MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.9.</summary>
internal sealed class StandardEncryption : IPackageCipher
{
    private const int Rounds = 50_000;
    private const int SaltLength = 16;
    private const int HashLength = 20;
    private const int VerifierHashLength = 32;

    private readonly Aes _aes;

    private StandardEncryption(byte[] key)
    {
        _aes = Aes.Create();
        _aes.Key = key;
    }

    /// <param name="info">The description of the encryption, after its version.</param>
    public static StandardEncryption Open(ReadOnlySpan<byte> info, string password)
    {
        int headerLength = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(info), (uint)info.Length);
        ReadOnlySpan<byte> header = info.Slice(sizeof(uint), headerLength);
        int keyBytes = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) switch
        {
            0x660E => 16,
            0x660F => 24,
            0x6610 => 32,
            _ => throw LockedPackage.Locked("The file is locked by a cipher that is not known here."),
        };
        ReadOnlySpan<byte> verifier = info[(sizeof(uint) + headerLength + sizeof(uint))..];
        ReadOnlySpan<byte> salt = verifier[..SaltLength];
        StandardEncryption encryption = new(DeriveKey(password, salt, keyBytes));
        byte[] expected = encryption._aes.DecryptEcb(verifier.Slice(SaltLength + 16 + sizeof(uint), VerifierHashLength), PaddingMode.None);
        byte[] actual = CryptographicOperations.HashData(HashAlgorithmName.SHA1, encryption._aes.DecryptEcb(verifier.Slice(SaltLength, 16), PaddingMode.None));
        return CryptographicOperations.FixedTimeEquals(expected.AsSpan(0, HashLength), actual) ? encryption : throw LockedPackage.WrongPassword();
    }

    public void Decrypt(uint segment, ReadOnlySpan<byte> encrypted, Span<byte> plain) => _aes.DecryptEcb(encrypted, plain, PaddingMode.None);

    /// <summary>Does nothing: this encryption has no integrity check.</summary>
    public void CheckIntegrity(Stream package, CancellationToken cancellationToken)
    {
    }

    private static byte[] DeriveKey(string password, ReadOnlySpan<byte> salt, int keyBytes)
    {
        byte[] hash = PasswordHash.Spin(HashAlgorithmName.SHA1, salt, password, Rounds, CancellationToken.None);
        byte[] last = CryptographicOperations.HashData(HashAlgorithmName.SHA1, [.. hash, 0, 0, 0, 0]);
        return [.. Widen(last, 0x36).Concat(Widen(last, 0x5C)).Take(keyBytes)];
    }

    private static byte[] Widen(byte[] hash, byte filler)
    {
        byte[] block = new byte[64];
        Array.Fill(block, filler);
        for (int index = 0; index < hash.Length; index++)
        {
            block[index] ^= hash[index];
        }

        return CryptographicOperations.HashData(HashAlgorithmName.SHA1, block);
    }
}
