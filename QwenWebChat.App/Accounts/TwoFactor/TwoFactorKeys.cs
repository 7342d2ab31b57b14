using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts.TwoFactor;

/// <summary>Keys for authenticator apps that do not count yet. The form that shows one holds it, encrypted, until a code proves that the app has it.</summary>
internal sealed class TwoFactorKeys(UserManager<Account> users, IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>Makes a key in base 32.</summary>
    public string Create() => users.GenerateNewAuthenticatorKey();

    /// <summary>Encrypts a key for the form of an account.</summary>
    public string Protect(Guid account, string key) => ProtectorOf(account).Protect(key, Lifetime);

    /// <summary>Decrypts a key; null if it is of another account, too old or forged.</summary>
    public string? Read(Guid account, string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : ProtectorOf(account).Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector ProtectorOf(Guid account) => protection.CreateProtector("TwoFactorKeys", account.ToString()).ToTimeLimitedDataProtector();
}
