using System.Globalization;
using System.Security.Cryptography;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Encryption;

/// <summary>The algorithms of a key or of encrypted content.</summary>
internal sealed record AgileParameters(byte[] Salt, int KeyBytes, HashAlgorithmName Hash)
{
    private const int MaxSalt = 65_536;

    /// <summary>Reads the attributes of the current element.</summary>
    /// <exception cref="DocumentReadException">An algorithm is not supported.</exception>
    public static AgileParameters Read(XmlCursor xml)
    {
        if (xml["cipherAlgorithm"] != "AES" || xml["cipherChaining"] != "ChainingModeCBC" || xml["blockSize"] != "16")
        {
            throw LockedPackage.Locked("The file is locked by a cipher that is not known here.");
        }

        byte[] salt = Bytes(xml["saltValue"]);
        int keyBits = Number(xml["keyBits"]);
        HashAlgorithmName hash = xml["hashAlgorithm"] switch
        {
            "SHA1" or "SHA-1" => HashAlgorithmName.SHA1,
            "SHA256" or "SHA-256" => HashAlgorithmName.SHA256,
            "SHA384" or "SHA-384" => HashAlgorithmName.SHA384,
            "SHA512" or "SHA-512" => HashAlgorithmName.SHA512,
            _ => throw LockedPackage.Locked("The file is locked by a hash that is not known here."),
        };
        return keyBits is 128 or 192 or 256 && salt.Length is > 0 and <= MaxSalt
            ? new AgileParameters(salt, keyBits / 8, hash)
            : throw DocumentReadException.Damaged("The locked file has a key of an impossible size.");
    }

    public static byte[] Bytes(string? base64) => Convert.FromBase64String(base64 ?? "");

    public static int Number(string? value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
