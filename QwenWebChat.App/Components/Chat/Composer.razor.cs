using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace QwenWebChat.App.Components.Chat;

/// <summary>Where a message is written. The script owns the text and submits it; here is decided whether it is taken.</summary>
public sealed partial class Composer : IAsyncDisposable
{
    // Far beyond any context; what comes as a stream has no limit of its own.
    private const long MostBytes = 16 * 1024 * 1024;

    private ElementReference _root;
    private DotNetObjectReference<Composer>? _self;
    private IJSObjectReference? _script;
    private bool _hasText;

    [Parameter]
    public bool IsGenerating { get; set; }

    /// <summary>Why nothing can be sent now; null where it can.</summary>
    [Parameter]
    public string? BlockedReason { get; set; }

    /// <summary>True where the message was taken; else it stays in the composer.</summary>
    [Parameter]
    public Func<string, Task<bool>>? OnSend { get; set; }

    [Parameter]
    public EventCallback OnStop { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    [JSInvokable]
    public async Task<bool> SubmitAsync(string text) =>
        !IsGenerating && BlockedReason is null && !string.IsNullOrWhiteSpace(text) && OnSend is not null && await OnSend(text);

    /// <summary>A text beyond the size of one message over the circuit.</summary>
    [JSInvokable]
    public async Task<bool> SubmitLongAsync(IJSStreamReference text)
    {
        await using Stream stream = await text.OpenReadStreamAsync(MostBytes);
        using StreamReader reader = new(stream);
        return await SubmitAsync(await reader.ReadToEndAsync());
    }

    [JSInvokable]
    public void SetHasText(bool hasText)
    {
        _hasText = hasText;
        StateHasChanged();
    }

    [JSInvokable]
    public Task StopAsync() => OnStop.InvokeAsync();

    /// <summary>Puts a text back before whatever has been written since.</summary>
    public ValueTask RestoreAsync(string text) => _script?.InvokeVoidAsync("restore", text) ?? ValueTask.CompletedTask;

    /// <summary>Not on a phone, where it would bring the keyboard up.</summary>
    public ValueTask FocusAsync() => _script?.InvokeVoidAsync("focus") ?? ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        try
        {
            if (_script is not null)
            {
                await _script.InvokeVoidAsync("dispose");
                await _script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its listeners with it.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await using IJSObjectReference module = await Js.InvokeAsync<IJSObjectReference>("import", "./" + AssetPath.Of("js/composer.js"));
            _script = await module.InvokeAsync<IJSObjectReference>("attach", _root, _self);
        }
    }
}
