using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Components.Chat;

/// <summary>The button in the composer that switches tools on and off.</summary>
public sealed partial class ToolsMenu
{
    private ElementReference _button;
    private ElementReference _panel;
    private bool _isOpen;
    private bool _movesFocus;

    /// <summary>The names of the tools that are on.</summary>
    [Parameter, EditorRequired]
    public ToolNameSet Names { get; set; } = ToolNameSet.None;

    [Parameter]
    public EventCallback<ToolNameSet> OnChange { get; set; }

    [Inject]
    private ChatTools Tools { get; set; } = null!;

    private int OnCount => Tools.Named(Names).Count;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_movesFocus)
        {
            _movesFocus = false;
            await _panel.FocusAsync();
        }
    }

    private Task ToggleAsync()
    {
        if (_isOpen)
        {
            return CloseAsync();
        }

        (_isOpen, _movesFocus) = (true, true);
        return Task.CompletedTask;
    }

    private async Task CloseAsync()
    {
        _isOpen = false;
        await _button.FocusAsync();
    }

    private Task SetAsync(string name, bool isOn) => OnChange.InvokeAsync(Names.With(name, isOn));
}
