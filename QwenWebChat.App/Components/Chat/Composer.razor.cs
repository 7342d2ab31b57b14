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
    private bool _isDisposed;

    [Parameter]
    public bool IsGenerating { get; set; }

    /// <summary>Why nothing can be sent now; null where it can.</summary>
    [Parameter]
    public string? BlockedReason { get; set; }

    [Parameter]
    public ConversationSettings Settings { get; set; } = ConversationSettings.None;

    /// <summary>The draft to show, with its chat; null as long as that is not known. Another one replaces it.</summary>
    [Parameter]
    public DraftView? Draft { get; set; }

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

    private bool CanSend => BlockedReason is null && (_hasText || Present.Any());

    private string PresetName => Text[$"Preset_{ChatPreset.Of(Settings)}"];

    [JSInvokable]
    public async Task<bool> SubmitAsync(string place, string text)
    {
        // What is still being read goes along; where it cannot be read, the message stays with the reason.
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

    /// <summary>A text beyond the size of one message over the circuit.</summary>
    [JSInvokable]
    public async Task<bool> SubmitLongAsync(string place, IJSStreamReference text) => await SubmitAsync(place, await text.ReadTextAsync());

    [JSInvokable]
    public void SetHasText(bool hasText)
    {
        _hasText = hasText;
        Culture.Run(StateHasChanged);
    }

    /// <summary>Not on a phone, where it would bring the keyboard up.</summary>
    public ValueTask FocusAsync() => _script?.InvokeVoidAsync("focus") ?? ValueTask.CompletedTask;

    // The script first: it may have something left to tell.
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

    // Not while an answer streams: each frame is another conversation.
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
