using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// Signs people in with name and password. An unknown name takes the same time and gets the same answer as a wrong password.
/// </summary>
internal sealed class PasswordSignIn(SignInManager<Account> signIn, ChatDbContext context, SignInAttempts attempts, AccountStore accounts, LiveConnections connections, CurrentOwner owner, AuditTrail trail)
{
    private static string? _unknownHash;

    /// <summary>Signs in with name and password.</summary>
    /// <returns>The outcome, and the time until another try if there were too many.</returns>
    public async Task<(SignInOutcome Outcome, TimeSpan RetryAfter)> TryAsync(HttpContext http, string name, string password, bool isRemembered)
    {
        (SignInOutcome outcome, TimeSpan retryAfter) = await CheckAsync(http, name, password).ConfigureAwait(false);
        if (outcome == SignInOutcome.Succeeded)
        {
            await SignInAsync(name, isRemembered).ConfigureAwait(false);
        }

        await RecordAsync(name, outcome).ConfigureAwait(false);
        return (outcome, retryAfter);
    }

    /// <summary>Checks name and password, and counts the try.</summary>
    public async Task<(SignInOutcome Outcome, TimeSpan RetryAfter)> CheckAsync(HttpContext http, string name, string password)
    {
        UserManager<Account> users = signIn.UserManager;
        string key = users.NormalizeName(name.Trim()) ?? "";
        key = key[..Math.Min(key.Length, NameRules.MaxLength)];
        if (attempts.Begin(key, http.Connection.RemoteIpAddress) is { } wait)
        {
            return (SignInOutcome.TooManyTries, wait);
        }

        Account? account = await users.FindByNameAsync(name.Trim()).ConfigureAwait(false);
        if (!Verify(users, account, password))
        {
            return (SignInOutcome.Wrong, TimeSpan.Zero);
        }

        attempts.Succeed(key);
        return (account!.IsPaused ? SignInOutcome.Paused : SignInOutcome.Succeeded, TimeSpan.Zero);
    }

    /// <summary>Ends the sign-in of a user in this browser, with its pages.</summary>
    public async Task SignOutAsync(ClaimsPrincipal user)
    {
        await signIn.SignOutAsync().ConfigureAwait(false);
        if (AccountClaims.TryRead(user)?.Session is { } session)
        {
            connections.End(session);
        }
    }

    /// <summary>Signs in a person who has just proved that the account is theirs.</summary>
    public async Task SignInAsync(string name, bool isRemembered = false)
    {
        // The context may hold the account as it was before a change.
        context.ChangeTracker.Clear();
        if (await signIn.UserManager.FindByNameAsync(name.Trim()).ConfigureAwait(false) is { IsPaused: false } account)
        {
            await signIn.SignInAsync(account, isRemembered).ConfigureAwait(false);
            owner.Set(new SessionAccount(account.Id, account.Name, account.Role));
            await accounts.NoteSignInAsync(account.Id).ConfigureAwait(false);
        }
    }

    // A name that nobody has is not recorded: people type their password there by mistake.
    private async Task RecordAsync(string name, SignInOutcome outcome)
    {
        Account? account = await signIn.UserManager.FindByNameAsync(name.Trim()).ConfigureAwait(false);
        AuditTarget? target = account is null ? null : new AuditTarget(AuditTargetKind.Account, account.Name);
        await (outcome switch
        {
            SignInOutcome.Succeeded => trail.RecordAsync(AuditAction.SignIn, target),
            SignInOutcome.TooManyTries => trail.RecordRefusalAsync(AuditAction.SignIn, target, outcome.ToString()),
            _ => trail.RecordAsync(AuditAction.SignIn, target, AuditOutcome.Refused, outcome.ToString()),
        }).ConfigureAwait(false);
    }

    private static bool Verify(UserManager<Account> users, Account? account, string password)
    {
        Account unknown = new() { Id = Guid.Empty, Name = "" };
        _unknownHash ??= users.PasswordHasher.HashPassword(unknown, Guid.NewGuid().ToString());
        string text = password.Length <= PasswordRules.MaxLength ? password : "";
        PasswordVerificationResult result = users.PasswordHasher.VerifyHashedPassword(account ?? unknown, account?.PasswordHash ?? _unknownHash, text);
        return account?.PasswordHash is not null && text.Length > 0 && result != PasswordVerificationResult.Failed;
    }
}
