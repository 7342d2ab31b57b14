using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using QwenWebChat.App.Components.Shared;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>The chats in the sidebar: search and list, or the archived chats in their place.</summary>
public sealed partial class SidebarChats : IAsyncDisposable
{
    private ElementReference _root;
    private SearchPanel? _search;
    private ConversationList? _list;
    private DotNetObjectReference<SidebarChats>? _self;
    private IJSObjectReference? _script;
    private bool _showsArchive;
    private bool _mustName;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <summary>Called when a conversation was dropped on a folder, or outside folders.</summary>
    [JSInvokable]
    public Task DropAsync(Guid id, Guid? folderId) => _list?.MoveAsync(id, folderId) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        await _script.DetachAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await using IJSObjectReference module = await Js.InvokeAsync<IJSObjectReference>("import", "./" + AssetPath.Of("js/sidebar.js"));
            _script = await module.InvokeAsync<IJSObjectReference>("attach", _root, _self);
        }

        // After a search the list only exists after this render.
        if (_mustName && _list is not null)
        {
            _mustName = false;
            _list.BeginFolder();
        }
    }

    private void BeginFolder()
    {
        _search?.Clear();
        _mustName = true;
    }

    private void ShowArchive() => _showsArchive = true;

    private void ShowChats() => _showsArchive = false;

    private Task<IDialogReference> ImportAsync() => Dialogs.ShowAsync<ImportDialog>(title: null, new DialogOptions { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true });
}
