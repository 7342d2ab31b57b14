using Microsoft.AspNetCore.Identity;
using QwenWebChat.App.Accounts.TwoFactor;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// Signs people in with name and password. An unknown name takes the same time and gets the same answer as a wrong password.
/// </summary>
internal sealed class PasswordSignIn(UserManager<Account> users, ChatDbContext context, SignInAttempts attempts, SignInRules rules, PendingSignIn pending, BrowserSession session, AuditTrail trail)
{
    private static string? _unknownHash;

    /// <summary>Signs in with name and password.</summary>
    /// <returns>The outcome, and the time until another try if there were too many.</returns>
    public async Task<(SignInOutcome Outcome, TimeSpan RetryAfter)> TryAsync(HttpContext http, string name, string password, bool isRemembered)
    {
        (SignInOutcome outcome, TimeSpan retryAfter) = await CheckAsync(http, name, password).ConfigureAwait(false);
        if (outcome == SignInOutcome.Succeeded)
        {
            outcome = await EnterAsync(name, isRemembered).ConfigureAwait(false);
        }

        await RecordAsync(name, outcome).ConfigureAwait(false);
        return (outcome, retryAfter);
    }

    /// <summary>Checks name and password, and counts the try.</summary>
    public async Task<(SignInOutcome Outcome, TimeSpan RetryAfter)> CheckAsync(HttpContext http, string name, string password)
    {
        string key = users.NormalizeName(name.Trim()) ?? "";
        key = key[..Math.Min(key.Length, NameRules.MaxLength)];
        if (attempts.Begin(key, http.Connection.RemoteIpAddress) is { } wait)
        {
            return (SignInOutcome.TooManyTries, wait);
        }

        Account? account = await users.FindByNameAsync(name.Trim()).ConfigureAwait(false);
        if (!Verify(account, password))
        {
            return (SignInOutcome.Wrong, TimeSpan.Zero);
        }

        attempts.Succeed(key);
        return (account!.IsPaused ? SignInOutcome.Paused : SignInOutcome.Succeeded, TimeSpan.Zero);
    }

    /// <summary>
    /// Signs in a person who has just proved to know the password of the account, or made it. Where a password is not enough, the
    /// page of codes is next.
    /// </summary>
    public async Task<SignInOutcome> EnterAsync(string name, bool isRemembered = false)
    {
        // The context may hold the account as it was before a change.
        context.ChangeTracker.Clear();
        Account? account = await users.FindByNameAsync(name.Trim()).ConfigureAwait(false);
        if (account is null or { IsPaused: true })
        {
            return SignInOutcome.Paused;
        }

        if (!rules.AllowsLocalFor(account.IsRescue))
        {
            return SignInOutcome.OnlyProvider;
        }

        if (account.TwoFactorEnabled || rules.RequiresTwoFactor(account.Role))
        {
            await pending.BeginAsync(account, isRemembered).ConfigureAwait(false);
            return SignInOutcome.CodeNeeded;
        }

        await session.BeginAsync(account.Id, SignInMethod.Password, isRemembered).ConfigureAwait(false);
        return SignInOutcome.Succeeded;
    }

    /// <summary>Returns the address that follows an outcome of <see cref="EnterAsync"/>.</summary>
    /// <param name="own">The path under which the app is reached.</param>
    public static string PathAfter(SignInOutcome outcome, PathString own, string? returnUrl = null) => outcome switch
    {
        SignInOutcome.Succeeded => AccountPaths.Local(returnUrl, own),
        SignInOutcome.CodeNeeded => $"{own}{AccountPaths.WithReturnUrl(AccountPaths.Code, returnUrl)}",
        _ => $"{own}{AccountPaths.After(AccountPaths.SignIn, outcome)}",
    };

    // A name that nobody has is not recorded: people type their password there by mistake.
    private async Task RecordAsync(string name, SignInOutcome outcome)
    {
        Account? account = await users.FindByNameAsync(name.Trim()).ConfigureAwait(false);
        AuditTarget? target = account is null ? null : new AuditTarget(AuditTargetKind.Account, account.Name);
        await (outcome switch
        {
            SignInOutcome.Succeeded => trail.RecordAsync(AuditAction.SignIn, target),
            // The code decides.
            SignInOutcome.CodeNeeded => Task.CompletedTask,
            SignInOutcome.TooManyTries => trail.RecordRefusalAsync(AuditAction.SignIn, target, outcome.ToString()),
            _ => trail.RecordAsync(AuditAction.SignIn, target, AuditOutcome.Refused, outcome.ToString()),
        }).ConfigureAwait(false);
    }

    private bool Verify(Account? account, string password)
    {
        Account unknown = new() { Id = Guid.Empty, Name = "" };
        _unknownHash ??= users.PasswordHasher.HashPassword(unknown, Guid.NewGuid().ToString());
        string text = password.Length <= PasswordRules.MaxLength ? password : "";
        PasswordVerificationResult result = users.PasswordHasher.VerifyHashedPassword(account ?? unknown, account?.PasswordHash ?? _unknownHash, text);
        return account?.PasswordHash is not null && text.Length > 0 && result != PasswordVerificationResult.Failed;
    }
}
