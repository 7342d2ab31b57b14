using System.Security.Cryptography;
using System.Text;

namespace QwenWebChat.Tests.Documents.Extraction.Encryption;

/// <summary>Locks Office files as Office does, by [MS-OFFCRYPTO], with code of its own: the reader does not use it.</summary>
internal static class SampleLocked
{
    private static readonly byte[] Salt = [.. Enumerable.Range(7, 16).Select(value => (byte)(value * 11))];
    private static readonly byte[] DataSalt = [.. Enumerable.Range(3, 16).Select(value => (byte)(value * 13))];

    /// <summary>Locks it as Office 2010 and later do.</summary>
    /// <param name="statedRounds">The rounds of hashing that the file says; null for those it has.</param>
    public static byte[] Agile(byte[] file, string password, string hash = "SHA512", int keyBits = 256, int rounds = 1_000, int? statedRounds = null)
    {
        HashAlgorithmName algorithm = new(hash);
        byte[] secret = RandomNumberGenerator.GetBytes(keyBits / 8);
        byte[] verifier = RandomNumberGenerator.GetBytes(16);
        byte[] spun = Hash(algorithm, Salt, Encoding.Unicode.GetBytes(password));
        for (int round = 0; round < rounds; round++)
        {
            spun = Hash(algorithm, BitConverter.GetBytes(round), spun);
        }

        byte[] package = Package(file, (segment, index) => Encrypt(secret, Iv(algorithm, BitConverter.GetBytes(index)), segment));
        byte[] hmacKey = RandomNumberGenerator.GetBytes(spun.Length);
        using IncrementalHash hmac = IncrementalHash.CreateHMAC(algorithm, hmacKey);
        hmac.AppendData(package);
        string PasswordEncrypted(string block, byte[] value) =>
            Convert.ToBase64String(Encrypt(Fit(Hash(algorithm, spun, Convert.FromHexString(block)), keyBits / 8), Salt, value));
        string DataEncrypted(string block, byte[] value) => Convert.ToBase64String(Encrypt(secret, Iv(algorithm, Convert.FromHexString(block)), value));
        string common = $"""saltSize="16" blockSize="16" keyBits="{keyBits}" hashSize="{spun.Length}" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="{hash}" """;
        string info = $"""
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><keyData {common} saltValue="{Convert.ToBase64String(DataSalt)}"/>
            <dataIntegrity encryptedHmacKey="{DataEncrypted("5FB2AD010CB9E1F6", hmacKey)}" encryptedHmacValue="{DataEncrypted("A0677F02B22C8433", hmac.GetHashAndReset())}"/>
            <keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><p:encryptedKey spinCount="{statedRounds ?? rounds}" {common} saltValue="{Convert.ToBase64String(Salt)}"
            encryptedVerifierHashInput="{PasswordEncrypted("FEA7D2763B4B9E79", verifier)}" encryptedVerifierHashValue="{PasswordEncrypted("D7AA0F6D3061344E", Hash(algorithm, verifier, []))}" encryptedKeyValue="{PasswordEncrypted("146E0BE7ABACD0D6", secret)}"/></keyEncryptor></keyEncryptors></encryption>
            """;
        return SampleCompound.Create(("EncryptionInfo", [4, 0, 4, 0, 0x40, 0, 0, 0, .. Encoding.UTF8.GetBytes(info)]), ("EncryptedPackage", package));
    }

    /// <summary>Locks it as Office 2007 does, with AES-128.</summary>
    public static byte[] Standard(byte[] file, string password)
    {
        byte[] spun = Hash(HashAlgorithmName.SHA1, Salt, Encoding.Unicode.GetBytes(password));
        for (int round = 0; round < 50_000; round++)
        {
            spun = Hash(HashAlgorithmName.SHA1, BitConverter.GetBytes(round), spun);
        }

        byte[] last = Hash(HashAlgorithmName.SHA1, spun, new byte[4]);
        byte[] key = Hash(HashAlgorithmName.SHA1, [.. Enumerable.Range(0, 64).Select(index => (byte)(0x36 ^ (index < 20 ? last[index] : 0)))], [])[..16];
        using Aes aes = Aes.Create();
        aes.Key = key;
        byte[] verifier = RandomNumberGenerator.GetBytes(16);
        byte[] header = [0x24, 0, 0, 0, 0, 0, 0, 0, 0x0E, 0x66, 0, 0, 0x04, 0x80, 0, 0, 128, 0, 0, 0, 0x18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. Encoding.Unicode.GetBytes("Microsoft Enhanced RSA and AES Cryptographic Provider\0")];
        byte[] info =
        [
            3, 0, 2, 0, 0x24, 0, 0, 0, .. BitConverter.GetBytes(header.Length), .. header,
            16, 0, 0, 0, .. Salt, .. aes.EncryptEcb(verifier, PaddingMode.None), 20, 0, 0, 0, .. aes.EncryptEcb([.. Hash(HashAlgorithmName.SHA1, verifier, []), .. new byte[12]], PaddingMode.None),
        ];
        return SampleCompound.Create(("EncryptionInfo", info), ("EncryptedPackage", Package(file, (segment, _) => aes.EncryptEcb(segment, PaddingMode.None))));
    }

    private static byte[] Package(byte[] file, Func<byte[], int, byte[]> encrypt)
    {
        List<byte> package = [.. BitConverter.GetBytes((long)file.Length)];
        foreach ((int index, byte[] segment) in file.Chunk(4_096).Index())
        {
            byte[] padded = [.. segment, .. new byte[(16 - (segment.Length % 16)) % 16]];
            package.AddRange(encrypt(padded, index));
        }

        return [.. package];
    }

    private static byte[] Iv(HashAlgorithmName algorithm, byte[] block) => Fit(Hash(algorithm, DataSalt, block), 16);

    private static byte[] Fit(byte[] bytes, int length) => [.. bytes.Concat(Enumerable.Repeat((byte)0x36, length)).Take(length)];

    private static byte[] Hash(HashAlgorithmName algorithm, byte[] first, byte[] second)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        hash.AppendData(first);
        hash.AppendData(second);
        return hash.GetHashAndReset();
    }

    private static byte[] Encrypt(byte[] key, byte[] iv, byte[] plain)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;
        byte[] padded = [.. plain, .. new byte[(16 - (plain.Length % 16)) % 16]];
        return aes.EncryptCbc(padded, iv, PaddingMode.None);
    }
}
