using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using MudBlazor;
using QwenWebChat.App.Components.Help;
using QwenWebChat.App.Components.Shared;

namespace QwenWebChat.App.Components.Layout;

public sealed partial class MainLayout : IAsyncDisposable
{
    private static readonly DialogOptions SmallDialog = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = false, CloseButton = true };

    private DotNetObjectReference<MainLayout>? _self;
    private IJSObjectReference? _shortcuts;
    private bool _isNavToggled;
    // The sidebar is open until it is toggled; on smaller screens it is the other way round. Null until the browser says it.
    private bool? _isWide;
    private bool _showsShortcuts;
    private ElementReference _help;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [JSInvokable]
    public async Task ShowShortcutsAsync()
    {
        if (!_showsShortcuts)
        {
            _showsShortcuts = true;
            IDialogReference dialog = await Dialogs.ShowAsync<ShortcutsDialog>(title: null, SmallDialog);
            await dialog.WhenClosedAsync();
            _showsShortcuts = false;
            await _help.FocusAsync();
        }
    }

    [JSInvokable]
    public void ToggleSidebar()
    {
        ToggleNav();
        StateHasChanged();
    }

    [JSInvokable]
    public void SetWide(bool isWide)
    {
        _isWide = isWide;
        CloseNav();
    }

    [JSInvokable]
    public void NewChat()
    {
        CloseNav();
        Navigation.NavigateTo("");
    }

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        _self?.Dispose();
        await _shortcuts.DetachAsync();
    }

    protected override void OnInitialized() => Navigation.LocationChanged += OnLocationChanged;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await using IJSObjectReference module = await Js.InvokeAsync<IJSObjectReference>("import", "./" + AssetPath.Of("js/shortcuts.js"));
            _shortcuts = await module.InvokeAsync<IJSObjectReference>("attach", _self);
        }
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(CloseNav);

    private void ToggleNav() => _isNavToggled = !_isNavToggled;

    private void CloseNav()
    {
        _isNavToggled = false;
        StateHasChanged();
    }
}
