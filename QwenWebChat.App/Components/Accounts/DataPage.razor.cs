using System.Globalization;
using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.PersonalData;
using QwenWebChat.App.Retention;

namespace QwenWebChat.App.Components.Accounts;

/// <summary>The page on which an account exports everything of its own, says how long it is kept, and deletes it.</summary>
public sealed partial class DataPage
{
    private const string ContentScope = "content";
    private const string AccountScope = "account";

    // Nobody at a browser that was left open can do it with a sign-in of this age.
    private static readonly TimeSpan FreshSignIn = TimeSpan.FromMinutes(10);

    private PersonalDataCounts _counts = new(0, 0, 0, 0, 0);
    private int? _imposed;
    private string? _days;
    private string? _retentionProblem;
    private string? _deletionProblem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [Inject]
    private AccountDirectory Directory { get; set; } = null!;

    [Inject]
    private AccountRemoval Accounts { get; set; } = null!;

    [Inject]
    private PersonalDataRemoval Removal { get; set; } = null!;

    [Inject]
    private RetentionStore Retention { get; set; } = null!;

    [Inject]
    private ConversationRetention Conversations { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private PasswordSignIn SignIn { get; set; } = null!;

    [Inject]
    private BrowserSession Session { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>The last thing that was done.</summary>
    [SupplyParameterFromQuery(Name = "done")]
    private string? Done { get; set; }

    [SupplyParameterFromForm]
    private string? Days { get; set; }

    [SupplyParameterFromForm]
    private string? Scope { get; set; }

    [SupplyParameterFromForm]
    private string? Password { get; set; }

    [SupplyParameterFromForm]
    private string? Typed { get; set; }

    private bool HasPassword => Directory.Find(Owner.Id) is { HasPassword: true };

    // Where there is no password to ask for.
    private bool MustSignInAgain => !HasPassword && Owner.SignedInAt is { } at && Time.GetUtcNow() - at > FreshSignIn;

    private AuditTarget Self => new(AuditTargetKind.Account, Owner.Name);

    protected override async Task OnInitializedAsync()
    {
        _counts = await Removal.CountAsync(Owner.Id);
        _imposed = await Retention.FindImposedAsync(Owner.Id);
        _days = Days ?? (await Retention.FindOwnAsync(Owner.Id))?.ToString(CultureInfo.InvariantCulture);
    }

    private async Task KeepAsync()
    {
        if (!RetentionDays.TryParse(Days, out int? days) || !await Retention.SetOwnAsync(Owner.Id, days))
        {
            _retentionProblem = Text["RetentionInvalid", _imposed ?? RetentionOptions.MaxDays];
            return;
        }

        await Conversations.AnnounceAsync();
        await Trail.RecordAsync(AuditAction.RetentionChanged, Self, detail: days?.ToString(CultureInfo.InvariantCulture));
        Navigation.NavigateTo($"{AccountPaths.Data.TrimStart('/')}?done=retention");
    }

    private async Task DeleteAsync()
    {
        (AuditAction action, bool withAccount) = Owner.IsSignedIn && Scope == AccountScope ? (AuditAction.AccountDeleted, true) : (AuditAction.EverythingDeleted, false);
        if (await FindProblemAsync(action) is { } problem)
        {
            _deletionProblem = problem;
            return;
        }

        AuditTarget self = Self;
        if (withAccount)
        {
            if (await Accounts.DeleteAsync(Owner.Id) is { } fault)
            {
                _deletionProblem = Text[$"AccountFault_{fault}"];
                return;
            }

            await Session.EndAsync(Http.User);
        }
        else
        {
            await Removal.DeleteAsync(Owner.Id);
        }

        await Trail.RecordAsync(action, self);
        Navigation.NavigateTo((withAccount ? AccountPaths.SignIn : $"{AccountPaths.Data}?done=deleted").TrimStart('/'));
    }

    // Somebody else at an open browser must not be able to do it.
    private async Task<string?> FindProblemAsync(AuditAction action)
    {
        if (MustSignInAgain)
        {
            await Trail.RecordRefusalAsync(action, Self, "SignInTooOld");
            return Text["DeleteAllSignIn"];
        }

        if (!HasPassword)
        {
            return Typed?.Trim() == Owner.Name ? null : Text["DeleteAllTyped", Owner.Name].Value;
        }

        (SignInOutcome outcome, TimeSpan retryAfter) = await SignIn.CheckAsync(Http, Owner.Name, Password ?? "");
        if (outcome == SignInOutcome.Succeeded)
        {
            return null;
        }

        await Trail.RecordRefusalAsync(action, Self, outcome.ToString());
        return outcome == SignInOutcome.TooManyTries ? Text["SignIn_TooManyTries", Math.Ceiling(retryAfter.TotalMinutes)] : Text["AccountFault_PasswordWrong"];
    }
}
