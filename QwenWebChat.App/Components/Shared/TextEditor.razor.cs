using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace QwenWebChat.App.Components.Shared;

/// <summary>
/// Edits a text of any length in place. Escape closes the editor; Ctrl+Enter sends the text, or closes the editor if
/// nothing can be sent. As a field of a form, it leaves these keys and the focus to the form.
/// </summary>
public sealed partial class TextEditor : IAsyncDisposable
{
    private ElementReference _root;
    private DotNetObjectReference<TextEditor>? _self;
    private IJSObjectReference? _script;
    private Task _attaching = Task.CompletedTask;
    private string _initial = "";
    private bool _isDisposed;

    /// <summary>The initial text.</summary>
    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string TestId { get; set; } = "edit-field";

    [Parameter]
    public int Rows { get; set; } = 4;

    /// <summary>True for a field of a form, whose text the form takes.</summary>
    [Parameter]
    public bool IsField { get; set; }

    /// <summary>Further attributes of the field.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    [Parameter]
    public bool CanSend { get; set; }

    /// <summary>The text of the send button.</summary>
    [Parameter]
    public string SendLabel { get; set; } = "";

    /// <summary>Raised to send the text. Without a handler nothing can be sent, and each change is reported.</summary>
    [Parameter]
    public EventCallback<string> OnSend { get; set; }

    /// <summary>Raised shortly after the text changed.</summary>
    [Parameter]
    public EventCallback<string> OnChange { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <summary>Has the latest text reported, and waits until it is handled.</summary>
    public async Task ReportAsync()
    {
        await _attaching;
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("report");
        }
    }

    [JSInvokable]
    public Task SendAsync(string text) => CanSend ? OnSend.InvokeAsync(text) : Task.CompletedTask;

    [JSInvokable]
    public async Task SendLongAsync(IJSStreamReference text) => await SendAsync(await text.ReadTextAsync());

    [JSInvokable]
    public Task ChangeAsync(string text) => OnChange.InvokeAsync(text);

    [JSInvokable]
    public async Task ChangeLongAsync(IJSStreamReference text) => await ChangeAsync(await text.ReadTextAsync());

    [JSInvokable]
    public Task CloseAsync() => OnClose.InvokeAsync();

    // Ends the script first, because it may still report text.
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await _script.DetachAsync();
        _self?.Dispose();
    }

    protected override void OnInitialized() => _initial = Value;

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? _attaching = AttachAsync() : Task.CompletedTask;

    private async Task AttachAsync()
    {
        _self = DotNetObjectReference.Create(this);
        _script = await Js.AttachAsync("js/editor.js", () => _isDisposed, () => [_root, _self, !OnSend.HasDelegate, IsField]);
    }
}
