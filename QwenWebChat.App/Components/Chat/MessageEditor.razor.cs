using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace QwenWebChat.App.Components.Chat;

/// <summary>
/// The field in which a message is written anew. The script owns the text and the keys: Esc closes it, Ctrl+Enter or
/// Cmd+Enter keeps the text.
/// </summary>
public sealed partial class MessageEditor : IAsyncDisposable
{
    private ElementReference _root;
    private DotNetObjectReference<MessageEditor>? _self;
    private IJSObjectReference? _script;

    /// <summary>The text to begin with.</summary>
    [Parameter, EditorRequired]
    public string Content { get; set; } = "";

    /// <summary>The field's name for screen readers.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public string KeepLabel { get; set; } = "";

    [Parameter]
    public bool CanKeep { get; set; }

    [Parameter]
    public EventCallback<string> OnKeep { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    [JSInvokable]
    public async Task KeepAsync(IJSStreamReference text)
    {
        string written = await text.ReadTextAsync();
        await InvokeAsync(() => OnKeep.InvokeAsync(written));
    }

    [JSInvokable]
    public Task CloseAsync() => OnClose.InvokeAsync();

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
            await using IJSObjectReference module = await Js.InvokeAsync<IJSObjectReference>("import", "./" + AssetPath.Of("js/editor.js"));
            _script = await module.InvokeAsync<IJSObjectReference>("attach", _root, _self);
        }
    }
}
