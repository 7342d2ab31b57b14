using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Components.Chat;

/// <summary>The message field. The script owns and submits the text; this class decides whether to accept it.</summary>
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
    private bool _isDisposed;

    [Parameter]
    public bool IsGenerating { get; set; }

    /// <summary>The reason why nothing can be sent now; null if sending is possible.</summary>
    [Parameter]
    public string? BlockedReason { get; set; }

    [Parameter]
    public ChatSetup Setup { get; set; } = ChatSetup.None;

    /// <summary>The draft to show, with its chat; null while it is unknown. A new value replaces the old one.</summary>
    [Parameter]
    public DraftView? Draft { get; set; }

    /// <summary>A new value triggers a new measurement of the context.</summary>
    [Parameter]
    public object? MeasureKey { get; set; }

    /// <summary>Measures the context use of the conversation with a draft; null if it is unknown.</summary>
    [Parameter]
    public Func<Draft, Task<ContextUse?>>? OnMeasure { get; set; }

    /// <summary>Sends a message. Returns true if it was accepted; otherwise it stays in the composer.</summary>
    [Parameter]
    public Func<Draft, Task<bool>>? OnSend { get; set; }

    [Parameter]
    public EventCallback OnStop { get; set; }

    [Parameter]
    public EventCallback OnSetup { get; set; }

    [Parameter]
    public EventCallback OnPrompts { get; set; }

    /// <summary>Raised with the tools to use from now on.</summary>
    [Parameter]
    public EventCallback<ToolNameSet> OnTools { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    /// <summary>The current text of the field, as last reported by the script.</summary>
    public string Written => _text;

    /// <summary>The message as it is so far.</summary>
    public Draft Unsent => new(_text, Attached);

    private bool CanSend => BlockedReason is null && (_hasText || Present.Any());

    private string PresetName => Text[$"Preset_{ChatPreset.Of(Setup.Settings)}"];

    [JSInvokable]
    public async Task<bool> SubmitAsync(string place, string text)
    {
        // Waits for attachments that are still being read; if one cannot be read, the message stays with the reason.
        int problems = _problems.Count;
        await Task.WhenAll(Present.Select(attachment => attachment.Read.Task));
        Draft draft = new(text, Attached);
        if (_problems.Count > problems || !IsHere(DraftPlace.Parse(place)) || IsGenerating || BlockedReason is not null || draft.IsEmpty || OnSend is null || !await OnSend(draft))
        {
            return false;
        }

        await ClearSentAsync(draft, DraftPlace.Parse(place));
        return true;
    }

    /// <summary>Receives a text that is larger than one message over the circuit.</summary>
    [JSInvokable]
    public async Task<bool> SubmitLongAsync(string place, IJSStreamReference text) => await SubmitAsync(place, await text.ReadTextAsync());

    [JSInvokable]
    public void SetHasText(bool hasText)
    {
        _hasText = hasText;
        Culture.Run(StateHasChanged);
    }

    /// <summary>Sets the focus, except on phones, where it would open the keyboard.</summary>
    public ValueTask FocusAsync() => _script?.InvokeVoidAsync("focus") ?? ValueTask.CompletedTask;

    // Ends the script first, because it may still report text.
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        Drafts.Changed -= OnDraftChanged;
        _attached.TrySetCanceled();
        _attachments.ForEach(attachment => attachment.Cancellation.Cancel());
        await _script.DetachAsync();
        _self?.Dispose();
    }

    protected override void OnInitialized() => Drafts.Changed += OnDraftChanged;

    // Not while an answer streams: each frame is a new conversation object.
    protected override Task OnParametersSetAsync()
    {
        if (Draft is not null && !ReferenceEquals(Draft, _drawn))
        {
            Take(Draft);
        }

        if (IsGenerating || Equals(_measured, MeasureKey))
        {
            return Task.CompletedTask;
        }

        _measured = MeasureKey;
        return MeasureAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_self is null && Draft is not null)
        {
            _self = DotNetObjectReference.Create(this);
            _script = await Js.AttachAsync("js/composer.js", () => _isDisposed, () =>
            {
                DraftView draft = ShowOnce();
                return [_root, _self, Text["PastedText"].Value, draft.Place.ToString(), draft.Text, draft.Version];
            });
            if (_script is not null)
            {
                _attached.TrySetResult();
            }
        }

        if (_mustShow && _script is not null)
        {
            DraftView draft = ShowOnce();
            await _script.InvokeVoidAsync("show", draft.Place.ToString(), draft.Text, draft.Version);
        }
    }

    // The result of the latest measurement is shown, in whatever order they complete.
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
