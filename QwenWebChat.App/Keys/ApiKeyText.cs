using System.Security.Cryptography;
using System.Text;

namespace QwenWebChat.App.Keys;

/// <summary>The text of API keys: <c>qwc-</c> and 64 hexadecimal digits, which are 256 random bits.</summary>
internal static class ApiKeyText
{
    public const string Prefix = "qwc-";

    // With the prefix. Of the 64 digits, these 8 are shown in lists; the other 56 stay secret.
    private const int StartLength = 12;
    private const int RandomBytes = 32;

    public static string Create() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Returns the hash of a key, as the database holds it.</summary>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Returns the part of a key that lists show.</summary>
    public static string StartOf(string key) => key[..StartLength];
}
