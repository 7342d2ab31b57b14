using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Xml;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Encryption;

/// <summary>
/// The encryption of Office 2010 and later: AES in chained blocks within segments of 4,096 bytes. The password's hash decrypts the key.
/// Source: [MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15.
/// </summary>
internal sealed class AgileEncryption : IPackageCipher
{
    // Office hashes 100,000 times; the format allows a hundred times as many.
    private const int MaxRounds = 2_000_000;

    private readonly AgileParameters _data;
    private readonly Aes _aes;
    private readonly byte[]? _hmacKey;
    private readonly byte[]? _hmac;

    private AgileEncryption(Description description, byte[] key)
    {
        _data = description.Data!;
        _aes = Aes.Create();
        _aes.Key = key;
        if (description.HmacKey is { Length: > 0 } hmacKey && description.Hmac is { Length: > 0 } hmac)
        {
            _hmacKey = _aes.DecryptCbc(hmacKey, Vector(HmacKeyBlock), PaddingMode.None);
            _hmac = _aes.DecryptCbc(hmac, Vector(HmacBlock), PaddingMode.None);
        }
    }

    // Each block derives another key from the same password.
    private static ReadOnlySpan<byte> VerifierInputBlock => [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];

    private static ReadOnlySpan<byte> VerifierHashBlock => [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];

    private static ReadOnlySpan<byte> KeyBlock => [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

    private static ReadOnlySpan<byte> HmacKeyBlock => [0x5F, 0xB2, 0xAD, 0x01, 0x0C, 0xB9, 0xE1, 0xF6];

    private static ReadOnlySpan<byte> HmacBlock => [0xA0, 0x67, 0x7F, 0x02, 0xB2, 0x2C, 0x84, 0x33];

    /// <param name="info">The description of the encryption, after its version.</param>
    public static AgileEncryption Open(ReadOnlyMemory<byte> info, string password, CancellationToken cancellationToken)
    {
        Description description = Read(info, cancellationToken);
        if (description is not { Data: not null, Password: { } parameters })
        {
            throw LockedPackage.Locked("The file is locked by something else than a password.");
        }

        if (description.Rounds > MaxRounds)
        {
            throw DocumentReadException.TooLarge("rounds of hashing", MaxRounds);
        }

        byte[] hash = PasswordHash.Spin(parameters.Hash, parameters.Salt, password, description.Rounds, cancellationToken);
        byte[] input = Decrypt(parameters, hash, VerifierInputBlock, description.VerifierInput);
        byte[] expected = Decrypt(parameters, hash, VerifierHashBlock, description.VerifierHash);
        byte[] actual = CryptographicOperations.HashData(parameters.Hash, input.AsSpan(0, Math.Min(parameters.Salt.Length, input.Length)));
        return expected.Length >= actual.Length && CryptographicOperations.FixedTimeEquals(expected.AsSpan(0, actual.Length), actual)
            ? new AgileEncryption(description, Decrypt(parameters, hash, KeyBlock, description.Key)[..description.Data.KeyBytes])
            : throw LockedPackage.WrongPassword();
    }

    public void Decrypt(uint segment, ReadOnlySpan<byte> encrypted, Span<byte> plain)
    {
        Span<byte> index = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(index, segment);
        _aes.DecryptCbc(encrypted, Vector(index), plain, PaddingMode.None);
    }

    public void CheckIntegrity(Stream package, CancellationToken cancellationToken)
    {
        if (_hmacKey is null || _hmac is null)
        {
            return;
        }

        int hashLength = CryptographicOperations.HashData(_data.Hash, []).Length;
        using IncrementalHash hash = IncrementalHash.CreateHMAC(_data.Hash, _hmacKey.AsSpan(0, Math.Min(hashLength, _hmacKey.Length)));
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = package.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
        }

        if (!CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), _hmac.AsSpan(0, Math.Min(hashLength, _hmac.Length))))
        {
            throw DocumentReadException.Damaged("The locked file was changed after it was locked.");
        }
    }

    private static byte[] Decrypt(AgileParameters parameters, byte[] hash, ReadOnlySpan<byte> block, byte[] encrypted)
    {
        using Aes aes = Aes.Create();
        aes.Key = Fit(CryptographicOperations.HashData(parameters.Hash, [.. hash, .. block]), parameters.KeyBytes);
        return aes.DecryptCbc(encrypted, Fit(parameters.Salt, IPackageCipher.BlockSize), PaddingMode.None);
    }

    private byte[] Vector(ReadOnlySpan<byte> block) => Fit(CryptographicOperations.HashData(_data.Hash, [.. _data.Salt, .. block]), IPackageCipher.BlockSize);

    private static byte[] Fit(byte[] bytes, int length)
    {
        byte[] fitted = new byte[length];
        Array.Fill(fitted, (byte)0x36);
        bytes.AsSpan(0, Math.Min(length, bytes.Length)).CopyTo(fitted);
        return fitted;
    }

    private static Description Read(ReadOnlyMemory<byte> info, CancellationToken cancellationToken)
    {
        Description description = new();
        using XmlCursor xml = new(new MemoryStream(info.ToArray()), new ReadingJob(Stream.Null, "", ReadingOptions.Default, null, cancellationToken), DtdProcessing.Prohibit);
        foreach (string name in xml.Descendants())
        {
            switch (name)
            {
                case "keyData":
                    description.Data = AgileParameters.Read(xml);
                    break;
                case "dataIntegrity":
                    description.HmacKey = AgileParameters.Bytes(xml["encryptedHmacKey"]);
                    description.Hmac = AgileParameters.Bytes(xml["encryptedHmacValue"]);
                    break;
                case "encryptedKey" when xml["spinCount"] is { } rounds:
                    description.Password = AgileParameters.Read(xml);
                    description.Rounds = AgileParameters.Number(rounds);
                    description.VerifierInput = AgileParameters.Bytes(xml["encryptedVerifierHashInput"]);
                    description.VerifierHash = AgileParameters.Bytes(xml["encryptedVerifierHashValue"]);
                    description.Key = AgileParameters.Bytes(xml["encryptedKeyValue"]);
                    break;
            }
        }

        return description;
    }

    private sealed class Description
    {
        public AgileParameters? Data { get; set; }

        public AgileParameters? Password { get; set; }

        public int Rounds { get; set; }

        public byte[] VerifierInput { get; set; } = [];

        public byte[] VerifierHash { get; set; } = [];

        public byte[] Key { get; set; } = [];

        public byte[]? HmacKey { get; set; }

        public byte[]? Hmac { get; set; }
    }
}
