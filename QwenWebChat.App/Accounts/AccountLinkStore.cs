using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>Invitations and links that set a password. A token is shown once; whoever has it may use it once, until it expires.</summary>
internal sealed class AccountLinkStore(IDbContextFactory<ChatDbContext> contexts, AccountStore accounts, TimeProvider time)
{
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(7);
    public static readonly TimeSpan ResetLifetime = TimeSpan.FromDays(1);

    private const int TokenBytes = 32;

    /// <summary>Makes an invitation.</summary>
    /// <param name="role">The role of the account that is made with it.</param>
    /// <returns>Its token.</returns>
    public Task<string> InviteAsync(AccountRole role, CancellationToken cancellationToken = default) => AddAsync(AccountLinkKind.Invitation, null, role, InvitationLifetime, cancellationToken);

    /// <summary>Makes a link that sets the password of an account; an earlier one no longer works.</summary>
    public async Task<string> ResetAsync(Guid accountId, CancellationToken cancellationToken = default)
    {
        using (ChatDbContext context = contexts.CreateDbContext())
        {
            await context.AccountLinks.Where(row => row.AccountId == accountId).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        }

        return await AddAsync(AccountLinkKind.PasswordReset, accountId, AccountRole.Member, ResetLifetime, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the invitations that can still be used, the newest first.</summary>
    public async Task<IReadOnlyList<AccountLink>> ListInvitationsAsync(CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await Valid(context, AccountLinkKind.Invitation).AsNoTracking().OrderByDescending(row => row.CreatedAt).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Withdraws an invitation.</summary>
    public async Task WithdrawAsync(Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        await context.AccountLinks.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells whether a token can be used.</summary>
    public async Task<bool> IsValidAsync(AccountLinkKind kind, string token, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await Find(context, kind, token).AnyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the account of an invitation.</summary>
    public Task<AccountFault?> AcceptAsync(string token, string name, string password) => accounts.ChangeAsync(async (users, context) =>
        await TakeAsync(context, AccountLinkKind.Invitation, token).ConfigureAwait(false) is { } link
            ? await accounts.CreateAsync(users, name, password, link.Role).ConfigureAwait(false)
            : AccountFault.LinkInvalid);

    /// <summary>Sets the password of the account of a link.</summary>
    /// <returns>The name of the account, or why its password was not set.</returns>
    public async Task<(string? Name, AccountFault? Fault)> SetPasswordAsync(string token, string password)
    {
        string? name = null;
        AccountFault? fault = await accounts.ChangeAsync(async (users, context) =>
        {
            if (await TakeAsync(context, AccountLinkKind.PasswordReset, token).ConfigureAwait(false) is not { AccountId: { } id }
                || await users.FindByIdAsync(id.ToString()).ConfigureAwait(false) is not { } account)
            {
                return AccountFault.LinkInvalid;
            }

            name = account.Name;
            return await AccountStore.SetPasswordAsync(users, account, password).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return (name, fault);
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private async Task<string> AddAsync(AccountLinkKind kind, Guid? accountId, AccountRole role, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        string token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(TokenBytes));
        DateTimeOffset now = time.GetStoredNow();
        using ChatDbContext context = contexts.CreateDbContext();
        await context.AccountLinks.Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        context.Add(new AccountLink { Id = Guid.CreateVersion7(now), TokenHash = HashOf(token), Kind = kind, AccountId = accountId, Role = role, CreatedAt = now, ExpiresAt = now + lifetime });
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return token;
    }

    private IQueryable<AccountLink> Find(ChatDbContext context, AccountLinkKind kind, string token)
    {
        string hash = HashOf(token);
        return Valid(context, kind).Where(row => row.TokenHash == hash);
    }

    private IQueryable<AccountLink> Valid(ChatDbContext context, AccountLinkKind kind)
    {
        DateTimeOffset now = time.GetUtcNow();
        return context.AccountLinks.Where(row => row.Kind == kind && row.ExpiresAt > now);
    }

    // Used up if the rest of the change succeeds.
    private async Task<AccountLink?> TakeAsync(ChatDbContext context, AccountLinkKind kind, string token)
    {
        AccountLink? link = await Find(context, kind, token).AsNoTracking().SingleOrDefaultAsync().ConfigureAwait(false);
        if (link is not null)
        {
            await context.AccountLinks.Where(row => row.Id == link.Id).ExecuteDeleteAsync().ConfigureAwait(false);
        }

        return link;
    }
}
