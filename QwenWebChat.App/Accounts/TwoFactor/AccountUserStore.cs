using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts.TwoFactor;

/// <summary>Identity's store of accounts, which keeps hashes of recovery codes instead of the codes.</summary>
internal sealed class AccountUserStore(ChatDbContext context, IdentityErrorDescriber? describer = null) : UserOnlyStore<Account, ChatDbContext, Guid>(context, describer)
{
    public override Task ReplaceCodesAsync(Account user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(HashOf), cancellationToken);

    public override Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken) =>
        base.RedeemCodeAsync(user, HashOf(code), cancellationToken);

    // A code has 47 random bits: no slow hash is needed.
    private static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
