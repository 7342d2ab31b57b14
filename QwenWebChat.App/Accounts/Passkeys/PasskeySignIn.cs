using Microsoft.AspNetCore.Identity;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts.Passkeys;

/// <summary>
/// Signs people in with passkeys, and adds them. The browser gets a challenge, which a cookie remembers, and sends the answer of the
/// device. The device must check its user, by a PIN or a finger: a passkey is two factors.
/// </summary>
internal sealed class PasskeySignIn(SignInManager<Account> signIn, PasskeyStore passkeys, SignInAttempts attempts, SignInRules rules, BrowserSession session, AuditTrail trail)
{
    /// <summary>Maximum length of the answer of a device, in characters.</summary>
    public const int MaxLength = 32_000;

    private const string Required = "required";

    public static void Configure(IdentityPasskeyOptions options)
    {
        options.UserVerificationRequirement = Required;
        // Nobody enters a name: the device knows whose passkey it is.
        options.ResidentKeyRequirement = Required;
        options.ValidateOrigin = context => ValueTask.FromResult(IsOwnOrigin(context));
    }

    /// <summary>Makes the challenge for signing in, as JSON.</summary>
    public Task<string> BeginAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <summary>Makes the challenge for a new passkey of an account, as JSON.</summary>
    public Task<string> BeginAddingAsync(Guid id, string name) =>
        signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = id.ToString(), Name = name, DisplayName = name });

    /// <summary>Signs in with the answer of a device.</summary>
    /// <returns>The outcome, and the time until another try if there were too many.</returns>
    public async Task<(SignInOutcome Outcome, TimeSpan RetryAfter)> TryAsync(HttpContext http, string credential, bool isRemembered)
    {
        if (attempts.BeginFrom(http.Connection.RemoteIpAddress) is { } wait)
        {
            await trail.RecordRefusalAsync(AuditAction.SignIn, null, nameof(SignInOutcome.TooManyTries)).ConfigureAwait(false);
            return (SignInOutcome.TooManyTries, wait);
        }

        PasskeyAssertionResult<Account>? result = await AssertAsync(credential).ConfigureAwait(false);
        SignInOutcome outcome = result is not { Succeeded: true } ? SignInOutcome.PasskeyRefused
            : result.User.IsPaused ? SignInOutcome.Paused
            : !rules.AllowsLocalFor(result.User.IsRescue) ? SignInOutcome.OnlyProvider
            : await passkeys.NoteUseAsync(result.User.Id, result.Passkey).ConfigureAwait(false) is not null ? SignInOutcome.PasskeyRefused
            : SignInOutcome.Succeeded;
        AuditTarget? target = result is { Succeeded: true } ? new AuditTarget(AuditTargetKind.Account, result.User.Name) : null;
        if (outcome == SignInOutcome.Succeeded)
        {
            await session.BeginAsync(result!.User!.Id, SignInMethod.Passkey, isRemembered).ConfigureAwait(false);
            await trail.RecordAsync(AuditAction.SignIn, target, detail: nameof(SignInMethod.Passkey)).ConfigureAwait(false);
        }
        else
        {
            await trail.RecordRefusalAsync(AuditAction.SignIn, target, outcome.ToString()).ConfigureAwait(false);
        }

        return (outcome, TimeSpan.Zero);
    }

    /// <summary>Adds the passkey that a device made for a challenge.</summary>
    public async Task<AccountFault?> AddAsync(Guid id, string credential, string name)
    {
        PasskeyAttestationResult? result = await AttestAsync(credential).ConfigureAwait(false);
        // The challenge was made for this account, and not for one that was signed in here before.
        return result is { Succeeded: true } && result.UserEntity.Id == id.ToString()
            ? await passkeys.AddAsync(id, result.Passkey, name).ConfigureAwait(false)
            : AccountFault.PasskeyRefused;
    }

    // Identity's own rule admits HTTPS alone. Browsers have passkeys without it on this machine only, at http://localhost.
    private static bool IsOwnOrigin(PasskeyOriginValidationContext context)
    {
        HttpRequest request = context.HttpContext.Request;
        return !context.CrossOrigin && string.IsNullOrEmpty(context.TopOrigin) && string.Equals(context.Origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private async Task<PasskeyAssertionResult<Account>?> AssertAsync(string credential)
    {
        try
        {
            return credential.Length is > 0 and <= MaxLength ? await signIn.PerformPasskeyAssertionAsync(credential).ConfigureAwait(false) : null;
        }
        catch (InvalidOperationException)
        {
            // No challenge: it was used already, or its cookie is gone.
            return null;
        }
    }

    private async Task<PasskeyAttestationResult?> AttestAsync(string credential)
    {
        try
        {
            return credential.Length is > 0 and <= MaxLength ? await signIn.PerformPasskeyAttestationAsync(credential).ConfigureAwait(false) : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
