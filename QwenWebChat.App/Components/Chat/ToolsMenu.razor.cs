using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Components.Chat;

/// <summary>The button in the composer that switches tools on and off.</summary>
public sealed partial class ToolsMenu : IDisposable
{
    private ElementReference _button;
    private ElementReference _panel;
    private bool _isOpen;
    private bool _movesFocus;
    private IReadOnlySet<string> _allowed = new HashSet<string>();

    /// <summary>The names of the tools that are on.</summary>
    [Parameter, EditorRequired]
    public ToolNameSet Names { get; set; } = ToolNameSet.None;

    [Parameter]
    public EventCallback<ToolNameSet> OnChange { get; set; }

    [Inject]
    private ChatTools Tools { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    private int OnCount => Tools.Named(Names).Count;

    public void Dispose() => Tools.Servers.Changed -= OnServersChanged;

    protected override void OnInitialized() => Tools.Servers.Changed += OnServersChanged;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_movesFocus)
        {
            _movesFocus = false;
            await _panel.FocusAsync();
        }
    }

    private async Task ToggleAsync()
    {
        if (_isOpen)
        {
            await CloseAsync();
            return;
        }

        await LoadAllowedAsync();
        (_isOpen, _movesFocus) = (true, true);
    }

    private async Task LoadAllowedAsync() => _allowed = await Tools.ListAllowedAsync(Owner.Id);

    private async Task ForgetAsync(string name)
    {
        await Tools.ForgetAsync(name, Owner.Id);
        await LoadAllowedAsync();
        // The button disappears.
        await _panel.FocusAsync();
    }

    private void OnServersChanged() => _ = InvokeAsync(StateHasChanged);

    private async Task CloseAsync()
    {
        _isOpen = false;
        await _button.FocusAsync();
    }

    private Task SetAsync(string name, bool isOn) => OnChange.InvokeAsync(Names.With(name, isOn));
}
