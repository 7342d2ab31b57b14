using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace QwenWebChat.App.Data;

/// <summary>
/// The tables of ASP.NET Core Identity for signing in: <c>AccountTokens</c> (keys of authenticator apps, hashes of recovery codes),
/// <c>AccountPasskeys</c> and <c>AccountLogins</c> (people at a provider, by issuer and subject).
/// </summary>
internal static class SignInModel
{
    private const int MaxCredentialBytes = 1024;

    public static void Configure(ModelBuilder model)
    {
        model.Entity<IdentityUserToken<Guid>>(token =>
        {
            token.ToTable("AccountTokens").HasKey(row => new { row.UserId, row.LoginProvider, row.Name });
            token.HasOne<Account>().WithMany().HasForeignKey(row => row.UserId);
        });
        model.Entity<IdentityUserLogin<Guid>>(login =>
        {
            login.ToTable("AccountLogins").HasKey(row => new { row.LoginProvider, row.ProviderKey });
            login.HasOne<Account>().WithMany().HasForeignKey(row => row.UserId);
        });
        model.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("AccountPasskeys").HasKey(row => row.CredentialId);
            passkey.Property(row => row.CredentialId).HasMaxLength(MaxCredentialBytes);
            passkey.OwnsOne(row => row.Data).ToJson();
            passkey.HasOne<Account>().WithMany().HasForeignKey(row => row.UserId);
        });
    }
}
