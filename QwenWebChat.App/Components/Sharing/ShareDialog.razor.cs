using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Components.Sharing;

/// <summary>Shares something with groups and by link, and ends its shares.</summary>
public sealed partial class ShareDialog
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private IReadOnlyList<(Guid Id, string Name)> _groups = [];
    private IReadOnlyList<ShareView> _shares = [];
    private Guid _groupId;
    private ShareRight _right = ShareRight.Read;
    private ShareFault? _fault;

    [Parameter, EditorRequired]
    public ShareTarget Target { get; set; }

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private ShareStore Store { get; set; } = null!;

    [Inject]
    private ShareChanges Changes { get; set; } = null!;

    [Inject]
    private GroupStore Groups { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>Shows the dialog for something of the current owner.</summary>
    public static Task ShowAsync(IDialogService dialogs, ShareTarget target, string name) => dialogs.ShowAsync<ShareDialog>(
        title: null, new DialogParameters<ShareDialog> { { dialog => dialog.Target, target }, { dialog => dialog.Name, name } }, Options);

    protected override async Task OnInitializedAsync()
    {
        _groups = await Groups.ListOfAsync(Owner.Id);
        _groupId = _groups.Count > 0 ? _groups[0].Id : default;
        await ReadAsync();
    }

    private async Task ReadAsync() => _shares = [.. (await Store.ListOwnAsync(Owner.Id)).Where(share => share.Target == Target)];

    private async Task ShareAsync()
    {
        string group = _groups.Single(one => one.Id == _groupId).Name;
        _fault = await Changes.ShareAsync(Target, _groupId, group, _right);
        await ReadAsync();
    }

    private async Task LinkAsync()
    {
        _fault = await Changes.LinkAsync(Target);
        await ReadAsync();
    }

    private async Task RevokeAsync(ShareView share)
    {
        _fault = null;
        await Changes.RevokeAsync(share);
        await ReadAsync();
    }
}
