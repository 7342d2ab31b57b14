using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using QwenWebChat.Documents.Extraction.Encryption;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>
/// The encryption of a file within a locked package, as its manifest describes it: AES in chained blocks, with a key derived
/// from the password. Source: ISO/IEC 26300-3 (ODF 1.2, part 3), 3.8 and 4.8. Blowfish of older versions is not supported.
/// </summary>
internal sealed class OdfEncryption
{
    private const int MaxRounds = 2_000_000;
    private const int BlockBytes = 16;
    private const int ChecksumBytes = 1_024;

    private byte[] _vector = [];
    private byte[] _salt = [];
    private byte[] _checksum = [];
    private string _cipher = "";
    private string _checksumKind = "";
    private string _startHash = "sha1";
    private int _rounds;
    private int _keyBytes = 16;

    private OdfEncryption()
    {
    }

    /// <summary>Reads the current element of the manifest.</summary>
    public static OdfEncryption Read(XmlCursor xml)
    {
        OdfEncryption encryption = new() { _checksum = Bytes(xml["checksum"]), _checksumKind = xml["checksum-type"] ?? "" };
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "algorithm":
                    encryption._cipher = xml["algorithm-name"] ?? "";
                    encryption._vector = Bytes(xml["initialisation-vector"]);
                    break;
                case "key-derivation" when xml["key-derivation-name"]?.EndsWith("PBKDF2", StringComparison.OrdinalIgnoreCase) == true:
                    encryption._salt = Bytes(xml["salt"]);
                    encryption._rounds = OdfStyles.Number(xml["iteration-count"]) ?? 0;
                    encryption._keyBytes = OdfStyles.Number(xml["key-size"]) ?? encryption._keyBytes;
                    break;
                case "start-key-generation":
                    encryption._startHash = xml["start-key-generation-name"] ?? "";
                    break;
            }
        }

        return encryption;
    }

    /// <summary>Opens the file, which is decrypted and unpacked on demand.</summary>
    /// <param name="stored">The file as stored in the package; closed here.</param>
    /// <exception cref="DocumentReadException">The password is wrong, or the encryption is not supported.</exception>
    public Stream Open(Stream stored, string password)
    {
        using Stream input = stored;
        using MemoryStream encrypted = new();
        input.CopyTo(encrypted);
        byte[] plain = Decrypt(encrypted.ToArray(), password);
        // The last byte of the last block is the length of the padding.
        int length = plain.Length - Math.Clamp(plain.Length == 0 ? 0 : (int)plain[^1], 0, Math.Min(BlockBytes, plain.Length));
        byte[] checksum = CryptographicOperations.HashData(Hash(_checksumKind), plain.AsSpan(0, Math.Min(length, ChecksumBytes)));
        return CryptographicOperations.FixedTimeEquals(checksum, _checksum)
            ? new DeflateStream(new MemoryStream(plain, 0, length), CompressionMode.Decompress)
            : throw LockedPackage.WrongPassword();
    }

    private byte[] Decrypt(byte[] encrypted, string password)
    {
        if (!_cipher.EndsWith("-cbc", StringComparison.OrdinalIgnoreCase) || !_cipher.Contains("aes", StringComparison.OrdinalIgnoreCase)
            || _keyBytes is not (16 or 24 or 32) || _vector.Length != BlockBytes || _rounds == 0)
        {
            throw LockedPackage.Locked("The file is locked in a way that is not known here.");
        }

        if (_rounds > MaxRounds)
        {
            throw DocumentReadException.TooLarge("rounds of hashing", MaxRounds);
        }

        byte[] start = CryptographicOperations.HashData(Hash(_startHash), Encoding.UTF8.GetBytes(password));
        using Aes aes = Aes.Create();
        aes.Key = Rfc2898DeriveBytes.Pbkdf2(start, _salt, _rounds, HashAlgorithmName.SHA1, _keyBytes);
        return aes.DecryptCbc(encrypted, _vector, PaddingMode.None);
    }

    private static HashAlgorithmName Hash(string name) => name.Contains("sha256", StringComparison.OrdinalIgnoreCase) ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;

    private static byte[] Bytes(string? base64) => Convert.FromBase64String(base64 ?? "");
}
