using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Accounts;
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
    private AccountFault? _fault;

    [Inject]
    private AccountStore Accounts { get; set; } = null!;

    [Inject]
    private AccountLinkStore Links { get; set; } = null!;

    [Inject]
    private AccountRemoval Removal { get; set; } = null!;

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
    }

    private string StateOf(AccountView account) => account switch
    {
        { IsPaused: true } => Text["Paused"],
        { LastSignInAt: { } at } => Text["LastSignIn", UiFormats.Moment(at.ToLocalTime(), Time.GetLocalNow())],
        _ => Text["NeverSignedIn"],
    };

    private async Task ChangeAsync(Task<AccountFault?> change) => _fault = await change;

    private Task SwitchRoleAsync(AccountView account) =>
        ChangeAsync(Accounts.SetRoleAsync(account.Id, account.Role == AccountRole.Administrator ? AccountRole.Member : AccountRole.Administrator));

    private async Task InviteAsync()
    {
        _fault = null;
        IDialogReference dialog = await Dialogs.ShowAsync<InviteDialog>(title: null, AskOptions);
        if (await dialog.Result is { Canceled: false, Data: AccountRole role })
        {
            string token = await Links.InviteAsync(role);
            await ReadAsync();
            await ShowAsync(AccountPaths.Invitation, token, Text["InvitationLink"], AccountLinkStore.InvitationLifetime);
        }
    }

    private async Task ResetAsync(AccountView account)
    {
        _fault = null;
        string token = await Links.ResetAsync(account.Id);
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
        await ReadAsync();
    }

    private async Task DeleteAsync(AccountView account)
    {
        _fault = null;
        DialogParameters<DeleteMemberDialog> parameters = new() { { dialog => dialog.Name, account.Name } };
        IDialogReference dialog = await Dialogs.ShowAsync<DeleteMemberDialog>(title: null, parameters, AskOptions);
        if (await dialog.Result is { Canceled: false })
        {
            _fault = await Removal.DeleteAsync(account.Id);
        }
    }
}
