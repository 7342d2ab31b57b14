using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace QwenWebChat.App.Accounts.Provider;

/// <summary>
/// Tokens for binding an account to a person at the provider, made after the password was asked. A page of another site cannot make
/// one, and so cannot bind an account to a person of its choice.
/// </summary>
internal sealed class ProviderLinks(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("ProviderLinks").ToTimeLimitedDataProtector();

    /// <summary>Makes a token for the session that is signed in.</summary>
    public string Create(string session) => _protector.Protect(session, Lifetime);

    /// <summary>Reads the session of a token; null if the token is not valid any more.</summary>
    public string? Read(string token)
    {
        try
        {
            return _protector.Unprotect(token);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
