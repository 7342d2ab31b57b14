using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts.TwoFactor;

/// <summary>The second step of signing in: a code, after the password was right.</summary>
internal sealed class CodeSignIn(PendingSignIn pending, TwoFactorStore factors, SignInAttempts attempts, BrowserSession session, AuditTrail trail)
{
    /// <summary>Signs in with a code of the app, or with a recovery code.</summary>
    /// <returns>The outcome, with the time until another try or with the reason why the code does not count.</returns>
    public async Task<(SignInOutcome Outcome, TimeSpan RetryAfter, AccountFault? Fault)> TryAsync(HttpContext http, string code)
    {
        if (await pending.FindAsync().ConfigureAwait(false) is not { } step)
        {
            return (SignInOutcome.StepExpired, TimeSpan.Zero, null);
        }

        AuditTarget target = new(AuditTargetKind.Account, step.Account.Name);
        if (attempts.Begin(KeyOf(step.Account.Id), http.Connection.RemoteIpAddress) is { } wait)
        {
            await trail.RecordRefusalAsync(AuditAction.SignIn, target, nameof(SignInOutcome.TooManyTries)).ConfigureAwait(false);
            return (SignInOutcome.TooManyTries, wait, null);
        }

        if (await factors.UseAsync(step.Account.Id, code).ConfigureAwait(false) is { } fault)
        {
            await trail.RecordAsync(AuditAction.SignIn, target, AuditOutcome.Refused, fault.ToString()).ConfigureAwait(false);
            return (SignInOutcome.CodeNeeded, TimeSpan.Zero, fault);
        }

        attempts.Succeed(KeyOf(step.Account.Id));
        await pending.EndAsync().ConfigureAwait(false);
        await session.BeginAsync(step.Account.Id, SignInMethod.TwoFactor, step.IsRemembered).ConfigureAwait(false);
        await trail.RecordAsync(AuditAction.SignIn, target, detail: TwoFactorStore.IsOfApp(code) ? nameof(SignInMethod.TwoFactor) : "RecoveryCode").ConfigureAwait(false);
        return (SignInOutcome.Succeeded, TimeSpan.Zero, null);
    }

    /// <summary>Sets up an app in the middle of a sign-in, where the settings require it, and signs in with its first code.</summary>
    /// <param name="key">The key that the page showed.</param>
    /// <returns>The recovery codes, or why there are none.</returns>
    public async Task<(IReadOnlyList<string> RecoveryCodes, AccountFault? Fault)> ConfirmAsync(string key, string code)
    {
        if (await pending.FindAsync().ConfigureAwait(false) is not { } step)
        {
            return ([], AccountFault.NotFound);
        }

        (IReadOnlyList<string> codes, AccountFault? fault) = await factors.ConfirmAsync(step.Account.Id, key, code).ConfigureAwait(false);
        if (fault is null)
        {
            AuditTarget target = new(AuditTargetKind.Account, step.Account.Name);
            await pending.EndAsync().ConfigureAwait(false);
            await session.BeginAsync(step.Account.Id, SignInMethod.TwoFactor, step.IsRemembered).ConfigureAwait(false);
            await trail.RecordAsync(AuditAction.TwoFactorAdded, target).ConfigureAwait(false);
            await trail.RecordAsync(AuditAction.SignIn, target, detail: nameof(SignInMethod.TwoFactor)).ConfigureAwait(false);
        }

        return (codes, fault);
    }

    // No name is like it: names are compared in capital letters.
    private static string KeyOf(Guid id) => $"code {id}";
}
