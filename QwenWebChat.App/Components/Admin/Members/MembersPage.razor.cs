using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Accounts.TwoFactor;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Components.Admin.Members;

/// <summary>Lists the accounts and the open invitations, and changes them.</summary>
public sealed partial class MembersPage : IDisposable
{
    private static readonly DialogOptions AskOptions = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    private IReadOnlyList<AccountView> _accounts = [];
    private IReadOnlyList<AccountLink> _invitations = [];
    private IReadOnlyList<GroupView> _groups = [];
    private AccountFault? _fault;

    [Inject]
    private AccountStore Accounts { get; set; } = null!;

    [Inject]
    private AccountLinkStore Links { get; set; } = null!;

    [Inject]
    private GroupStore Groups { get; set; } = null!;

    [Inject]
    private AccountRemoval Removal { get; set; } = null!;

    [Inject]
    private TwoFactorStore Factors { get; set; } = null!;

    [Inject]
    private SignInRules Rules { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private AccountDirectory Directory { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    public void Dispose() => Directory.Changed -= OnAccountsChanged;

    protected override async Task OnInitializedAsync()
    {
        Directory.Changed += OnAccountsChanged;
        await ReadAsync();
    }

    // Another administrator may change something, and an invited person arrive.
    private void OnAccountsChanged() => _ = InvokeAsync(async () =>
    {
        await ReadAsync();
        Culture.Run(StateHasChanged);
    });

    private async Task ReadAsync()
    {
        _accounts = await Accounts.ListAsync();
        _invitations = await Links.ListInvitationsAsync();
        _groups = await Groups.ListAsync();
    }

    private string GroupsOf(AccountView account) => string.Join(", ", _groups.Where(group => group.Members.Any(member => member.Id == account.Id)).Select(group => group.Name));

    private string StateOf(AccountView account) => account switch
    {
        { IsPaused: true } => Text["Paused"],
        { LastSignInAt: { } at } => Text["LastSignIn", UiFormats.Moment(at.ToLocalTime(), Time.GetLocalNow())],
        _ => Text["NeverSignedIn"],
    };

    private async Task ChangeAsync(AccountView account, AuditAction action, Task<AccountFault?> change, string? detail = null)
    {
        _fault = await change;
        await Trail.RecordAsync(action, TargetOf(account), _fault is null ? AuditOutcome.Succeeded : AuditOutcome.Refused, _fault?.ToString() ?? detail);
    }

    private Task SwitchRoleAsync(AccountView account)
    {
        AccountRole role = account.Role == AccountRole.Administrator ? AccountRole.Member : AccountRole.Administrator;
        return ChangeAsync(account, AuditAction.RoleChanged, Accounts.SetRoleAsync(account.Id, role), role.ToString());
    }

    private Task SwitchPauseAsync(AccountView account) =>
        ChangeAsync(account, account.IsPaused ? AuditAction.AccountResumed : AuditAction.AccountPaused, Accounts.SetPausedAsync(account.Id, !account.IsPaused));

    private Task SignOutAsync(AccountView account) => ChangeAsync(account, AuditAction.SignOutEverywhere, Accounts.SignOutEverywhereAsync(account.Id));

    private Task ResetFactorAsync(AccountView account) => ChangeAsync(account, AuditAction.TwoFactorRemoved, Factors.ResetAsync(account.Id));

    private static AuditTarget TargetOf(AccountView account) => new(AuditTargetKind.Account, account.Name);

    private async Task InviteAsync()
    {
        _fault = null;
        IDialogReference dialog = await Dialogs.ShowAsync<InviteDialog>(title: null, AskOptions);
        if (await dialog.Result is { Canceled: false, Data: AccountRole role })
        {
            string token = await Links.InviteAsync(role);
            await Trail.RecordAsync(AuditAction.InvitationMade, new AuditTarget(AuditTargetKind.Invitation, role.ToString()));
            await ReadAsync();
            await ShowAsync(AccountPaths.Invitation, token, Text["InvitationLink"], AccountLinkStore.InvitationLifetime);
        }
    }

    private async Task ResetAsync(AccountView account)
    {
        _fault = null;
        string token = await Links.ResetAsync(account.Id);
        await Trail.RecordAsync(AuditAction.PasswordLinkMade, TargetOf(account));
        await ShowAsync(AccountPaths.PasswordReset, token, Text["PasswordResetLink", account.Name], AccountLinkStore.ResetLifetime);
    }

    private async Task ShowAsync(string path, string token, string title, TimeSpan lifetime)
    {
        DialogParameters<LinkDialog> parameters = new()
        {
            { dialog => dialog.Title, title },
            { dialog => dialog.Address, Navigation.ToAbsoluteUri($"{path.TrimStart('/')}/{token}").ToString() },
            { dialog => dialog.Days, (int)lifetime.TotalDays },
        };
        IDialogReference dialog = await Dialogs.ShowAsync<LinkDialog>(title: null, parameters, AskOptions);
        await dialog.Result;
    }

    private async Task WithdrawAsync(AccountLink invitation)
    {
        await Links.WithdrawAsync(invitation.Id);
        await Trail.RecordAsync(AuditAction.InvitationWithdrawn, new AuditTarget(AuditTargetKind.Invitation, invitation.Role.ToString()));
        await ReadAsync();
    }

    private async Task DeleteAsync(AccountView account)
    {
        _fault = null;
        DialogParameters<DeleteMemberDialog> parameters = new() { { dialog => dialog.Name, account.Name } };
        IDialogReference dialog = await Dialogs.ShowAsync<DeleteMemberDialog>(title: null, parameters, AskOptions);
        if (await dialog.Result is { Canceled: false })
        {
            await ChangeAsync(account, AuditAction.AccountDeleted, Removal.DeleteAsync(account.Id));
        }
    }
}
