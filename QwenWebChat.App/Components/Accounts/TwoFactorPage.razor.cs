using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Components.Accounts;

/// <summary>Sets up an authenticator app for the account that is signed in, makes recovery codes, and turns the app off.</summary>
public sealed partial class TwoFactorPage
{
    private IReadOnlyList<string> _codes = [];
    private AccountEntry? _account;
    private string? _problem;
    private string? _codesProblem;
    private string? _key;
    private int _left;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm]
    private string? Current { get; set; }

    [SupplyParameterFromForm]
    private string? Code { get; set; }

    [SupplyParameterFromForm]
    private string? Secret { get; set; }

    private AuditTarget Target => new(AuditTargetKind.Account, Owner.Name);

    protected override async Task OnInitializedAsync()
    {
        _account = Owner.IsSignedIn ? Directory.Find(Owner.Id) : null;
        _key = _account is { HasTwoFactor: false } ? Keys.Read(Owner.Id, Secret) : null;
        _left = _account is { HasTwoFactor: true } ? await Factors.CountRecoveryCodesAsync(Owner.Id) : 0;
    }

    // The password first, then a code of the key that was shown.
    private async Task SetUpAsync()
    {
        if (_key is null)
        {
            _problem = string.IsNullOrEmpty(Secret) ? await CheckAsync(AuditAction.TwoFactorAdded) : Text[$"SignIn_{SignInOutcome.StepExpired}"];
            _key = _problem is null ? Keys.Create() : null;
            return;
        }

        (_codes, AccountFault? fault) = await Factors.ConfirmAsync(Owner.Id, _key, Code ?? "");
        if (fault is not null)
        {
            _problem = Text[$"AccountFault_{fault}", UiFormats.ServerClock(Time)];
            return;
        }

        // All sessions ended, because a password was enough for them; this browser begins another.
        await Session.BeginAsync(Owner.Id, SignInMethod.TwoFactor);
        await Trail.RecordAsync(AuditAction.TwoFactorAdded, Target);
    }

    private async Task MakeCodesAsync()
    {
        _codesProblem = await CheckAsync(AuditAction.RecoveryCodesMade);
        if (_codesProblem is null)
        {
            _codes = await Factors.MakeRecoveryCodesAsync(Owner.Id);
            await Trail.RecordAsync(AuditAction.RecoveryCodesMade, Target);
        }
    }

    private async Task RemoveAsync()
    {
        _problem = await CheckAsync(AuditAction.TwoFactorRemoved);
        if (_problem is null && await Factors.RemoveAsync(Owner.Id) is null)
        {
            // Where the settings require a second factor, this session does not count, and the next sign-in sets up another.
            await Session.BeginAsync(Owner.Id, Owner.Method == SignInMethod.TwoFactor ? SignInMethod.Password : Owner.Method);
            await Trail.RecordAsync(AuditAction.TwoFactorRemoved, Target);
            Navigation.NavigateTo(AccountPaths.Profile.TrimStart('/'));
        }
    }

    // Null if the password is right.
    private async Task<string?> CheckAsync(AuditAction action)
    {
        (SignInOutcome outcome, TimeSpan retryAfter) = await SignIn.CheckAsync(Http, Owner.Name, Current ?? "");
        if (outcome == SignInOutcome.Succeeded)
        {
            return null;
        }

        await Trail.RecordRefusalAsync(action, Target, outcome.ToString());
        return outcome == SignInOutcome.TooManyTries ? Text["SignIn_TooManyTries", Math.Ceiling(retryAfter.TotalMinutes)] : Text["AccountFault_PasswordWrong"];
    }
}
