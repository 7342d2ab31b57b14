using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Models;

namespace QwenWebChat.App.Components.Chat;

/// <summary>The chat: it draws the session and hands the user's wishes to it.</summary>
public sealed partial class ChatPage : IAsyncDisposable
{
    private ElementReference _root;
    private Composer _composer = null!;
    private IJSObjectReference? _script;
    private ImmutableList<ConversationMessage> _messages = [];
    private ModelStatus _status = ModelStatus.Empty;
    private string _announcement = "";

    [Inject]
    private ChatSession Session { get; set; } = null!;

    [Inject]
    private IModelHost Host { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private bool CanSend => BlockedReason is null && !Session.IsGenerating;

    private object ScriptTexts => new
    {
        copied = Text["Copied"].Value,
        diagram = Text["Diagram"].Value,
        diagramFailed = Text["DiagramFailed"].Value,
        mathFailed = Text["MathFailed"].Value,
        isRich = RestoredScripts.AreThere,
    };

    private string? BlockedReason => _status.Phase switch
    {
        ModelPhase.Ready => null,
        ModelPhase.Loading => Text["BlockedLoading", UiFormats.Percent(_status.LoadProgress)].Value,
        _ => Text["BlockedNoModel"].Value,
    };

    public async ValueTask DisposeAsync()
    {
        Session.Changed -= OnSessionChanged;
        Host.StatusChanged -= OnStatusChanged;
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

    protected override void OnInitialized()
    {
        _messages = Session.Messages;
        _status = Host.Status;
        Session.Changed += OnSessionChanged;
        Host.StatusChanged += OnStatusChanged;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await using IJSObjectReference module = await Js.InvokeAsync<IJSObjectReference>("import", "./" + AssetPath.Of("js/conversation.js"));
            _script = await module.InvokeAsync<IJSObjectReference>("attach", _root, ScriptTexts);
        }

        if (Session.TakeReturnedText() is { } returned)
        {
            await _composer.RestoreAsync(returned);
        }
    }

    private void OnSessionChanged() => _ = InvokeAsync(() => Culture.Run(() =>
    {
        Announce(Session.Messages);
        _messages = Session.Messages;
        StateHasChanged();
    }));

    private void OnStatusChanged() => _ = InvokeAsync(() => Culture.Run(() =>
    {
        ModelStatus old = _status;
        _status = Host.Status;

        // Only the chip shows how many requests there are.
        if (old with { ActiveRequestCount = 0 } != _status with { ActiveRequestCount = 0 })
        {
            StateHasChanged();
        }
    }));

    // A screen reader hears where an answer begins and ends, not every token.
    private void Announce(ImmutableList<ConversationMessage> now)
    {
        AnswerState? before = _messages is [.., { IsUser: false } old] ? old.State : null;
        AnswerState? after = now is [.., { IsUser: false } answer] ? answer.State : null;
        if (before != after || (after is not null && now[^1].Id != _messages[^1].Id))
        {
            _announcement = after switch
            {
                AnswerState.Waiting => Text["AnnounceWaiting"],
                AnswerState.Streaming => Text["AnnounceStarted"],
                AnswerState.Finished => Text["AnnounceFinished"],
                AnswerState.LengthLimit => Text["StoppedAtLimit"],
                AnswerState.Stopped => Text["Stopped"],
                AnswerState.Failed => Text["AnswerFailedTitle"],
                _ => "",
            };
        }
    }

    private async Task<bool> Send(string text)
    {
        if (!CanSend || !Session.Send(text))
        {
            return false;
        }

        await ScrollToEndAsync();
        return true;
    }

    private async Task PickAsync(string prompt)
    {
        if (!await Send(prompt))
        {
            await _composer.RestoreAsync(prompt);
        }
    }

    private async Task Regenerate()
    {
        if (CanSend && Session.Regenerate())
        {
            await ScrollToEndAsync();
        }
    }

    private void NewChat() => Session.Clear();

    private ValueTask ScrollToEndAsync() => _script?.InvokeVoidAsync("toEnd") ?? ValueTask.CompletedTask;
}
