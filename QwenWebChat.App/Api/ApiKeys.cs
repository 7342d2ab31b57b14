using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Api;

/// <summary>Checks the keys of programs. Only their hashes are known here.</summary>
internal sealed class ApiKeys(IOptions<ApiOptions> options)
{
    private const string Prefix = "qwc-";
    private const int RandomBytes = 32;

    private readonly (string Name, byte[] Hash)[] _keys =
        [.. options.Value.Keys.Select(key => (key.Key, Convert.FromHexString(key.Value[(key.Value.IndexOf(':', StringComparison.Ordinal) + 1)..])))];

    /// <summary>The error for a request without a key.</summary>
    public static ApiException Missing => Refuse("A key is needed: the header Authorization must be Bearer, a space and the key; x-api-key is accepted too.");

    /// <summary>Makes a random key.</summary>
    public static string Create() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Returns the hash of a key, as the settings hold it.</summary>
    public static string HashOf(string key) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    /// <summary>Returns the name of the key that a request carries; empty if none is needed.</summary>
    /// <exception cref="ApiException">A key is needed, and the request has none or an unknown one.</exception>
    public string NameOf(HttpRequest request)
    {
        if (_keys.Length == 0)
        {
            return "";
        }

        string? key = KeyOf(request);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(key ?? ""));
        string? found = null;
        // All are compared, each in constant time: how long it takes tells nothing about a key.
        foreach ((string name, byte[] known) in _keys)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, known) ? name : found;
        }

        return (key, found) switch
        {
            (null, _) => throw Missing,
            (_, null) => throw Refuse("The key is not one that the settings name under Api:Keys."),
            _ => found,
        };
    }

    private static ApiException Refuse(string message) => new(StatusCodes.Status401Unauthorized, message) { Code = "invalid_api_key" };

    private static string? KeyOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        return request.Headers.Authorization is [{ } bearer, ..] && bearer.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? bearer[Scheme.Length..].Trim()
            : request.Headers["x-api-key"] is [{ } key, ..] ? key
            : null;
    }
}
