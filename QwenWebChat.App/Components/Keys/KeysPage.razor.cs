using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Keys;

namespace QwenWebChat.App.Components.Keys;

/// <summary>Lists the keys of the user's programs, makes new ones and revokes them.</summary>
public sealed partial class KeysPage
{
    private static readonly DialogOptions NewOptions = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    private IReadOnlyList<ApiKeyView>? _keys;

    [Inject]
    private ApiKeyStore Store { get; set; } = null!;

    [Inject]
    private KeyRevocation Revocation { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() => _keys = await Store.ListAsync(Owner.Id);

    private async Task CreateAsync()
    {
        IDialogReference dialog = await Dialogs.ShowAsync<NewKeyDialog>(title: null, NewOptions);
        if (await dialog.Result is { Canceled: false, Data: string key })
        {
            await ReadAsync();
            StateHasChanged();
            IDialogReference shown = await Dialogs.ShowAsync<KeyDialog>(title: null, new DialogParameters<KeyDialog> { { shown => shown.Key, key } }, NewOptions);
            await shown.Result;
        }
    }

    private async Task RevokeAsync(ApiKeyView key)
    {
        if (await Revocation.AskAsync(Dialogs, key, Owner.Id))
        {
            await ReadAsync();
        }
    }
}
