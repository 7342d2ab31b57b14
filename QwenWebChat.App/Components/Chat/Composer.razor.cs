using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Components.Chat;

/// <summary>Where a message is written. The script owns the text and submits it; here is decided whether it is taken.</summary>
public sealed partial class Composer : IAsyncDisposable
{
    private ElementReference _root;
    private DotNetObjectReference<Composer>? _self;
    private IJSObjectReference? _script;
    private ContextUse? _use;
    private object? _measured;
    private int _measurement;
    private string _text = "";
    private bool _hasText;

    [Parameter]
    public bool IsGenerating { get; set; }

    /// <summary>Why nothing can be sent now; null where it can.</summary>
    [Parameter]
    public string? BlockedReason { get; set; }

    [Parameter]
    public ConversationSettings Settings { get; set; } = ConversationSettings.None;

    /// <summary>Another one when the context has to be measured again.</summary>
    [Parameter]
    public object? MeasureKey { get; set; }

    /// <summary>What the conversation takes of the context with a draft; null where that is not known.</summary>
    [Parameter]
    public Func<Draft, Task<ContextUse?>>? OnMeasure { get; set; }

    /// <summary>True where the message was taken; else it stays in the composer.</summary>
    [Parameter]
    public Func<Draft, Task<bool>>? OnSend { get; set; }

    [Parameter]
    public EventCallback OnStop { get; set; }

    [Parameter]
    public EventCallback OnSetup { get; set; }

    [Parameter]
    public EventCallback OnPrompts { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    /// <summary>What stands in it, as of a moment ago.</summary>
    public string Written => _text;

    private bool CanSend => BlockedReason is null && (_hasText || _attachments.Count > 0);

    private string PresetName => Text[$"Preset_{ChatPreset.Of(Settings)}"];

    [JSInvokable]
    public async Task<bool> SubmitAsync(string text)
    {
        // What is still being read goes along; where it cannot be read, the message stays with the reason.
        int problems = _problems.Count;
        await Task.WhenAll(_attachments.Select(attachment => attachment.Read.Task));
        Draft draft = new(text, Attached);
        if (_problems.Count > problems || IsGenerating || BlockedReason is not null || draft.IsEmpty || OnSend is null || !await OnSend(draft))
        {
            return false;
        }

        ClearSent(draft);
        return true;
    }

    /// <summary>A text beyond the size of one message over the circuit.</summary>
    [JSInvokable]
    public async Task<bool> SubmitLongAsync(IJSStreamReference text) => await SubmitAsync(await text.ReadTextAsync());

    /// <summary>The text is another, for a moment now.</summary>
    [JSInvokable]
    public Task DraftChangedAsync(string text)
    {
        _text = text;
        return MeasureAsync();
    }

    [JSInvokable]
    public async Task LongDraftChangedAsync(IJSStreamReference text) => await DraftChangedAsync(await text.ReadTextAsync());

    [JSInvokable]
    public void SetHasText(bool hasText)
    {
        _hasText = hasText;
        Culture.Run(StateHasChanged);
    }

    [JSInvokable]
    public Task StopAsync() => OnStop.InvokeAsync();

    /// <summary>Puts a message back before whatever has been written since.</summary>
    public async Task RestoreAsync(Draft draft)
    {
        foreach (MessageAttachment attachment in draft.Attachments.Where(attachment => !Attached.Contains(attachment)))
        {
            DraftAttachment restored = new(attachment.Name) { Text = attachment.Text };
            restored.Read.SetResult();
            _attachments.Add(restored);
        }

        StateHasChanged();
        if (_script is not null && draft.Text.Length > 0)
        {
            await _script.InvokeVoidAsync("restore", draft.Text);
        }
    }

    /// <summary>A message that was written here was taken after all.</summary>
    public async Task ForgetAsync(Draft draft)
    {
        ClearSent(draft);
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("forget", draft.Text);
        }
    }

    /// <summary>Not on a phone, where it would bring the keyboard up.</summary>
    public ValueTask FocusAsync() => _script?.InvokeVoidAsync("focus") ?? ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        _attachments.ForEach(attachment => attachment.Cancellation.Cancel());
        await _script.DetachAsync();
    }

    // Not while an answer streams: each frame is another conversation.
    protected override Task OnParametersSetAsync()
    {
        if (IsGenerating || Equals(_measured, MeasureKey))
        {
            return Task.CompletedTask;
        }

        _measured = MeasureKey;
        return MeasureAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await using IJSObjectReference module = await Js.InvokeAsync<IJSObjectReference>("import", "./" + AssetPath.Of("js/composer.js"));
            _script = await module.InvokeAsync<IJSObjectReference>("attach", _root, _self, Text["PastedText"].Value);
        }
    }

    // The last one asked for is shown, however they overtake each other.
    private async Task MeasureAsync()
    {
        if (OnMeasure is null)
        {
            return;
        }

        int measurement = ++_measurement;
        ContextUse? use = await OnMeasure(new Draft(_text, Attached));
        if (measurement == _measurement)
        {
            _use = use;
            Culture.Run(StateHasChanged);
        }
    }
}
