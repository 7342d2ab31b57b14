using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Models;

namespace QwenWebChat.App.Components.Chat;

/// <summary>
/// The chat page: shows the conversation that all pages of a conversation share, and passes the user's actions to it.
/// </summary>
public sealed partial class ChatPage : IAsyncDisposable
{
    private ElementReference _root;
    private Composer _composer = null!;
    private IJSObjectReference? _script;
    private Conversation? _conversation;
    private Guid? _shownId;
    private bool _shownTemporary;
    private bool _isShown;
    private bool _isMoved;
    private bool _takesReturned;
    private MessageActions _actions = new();
    private ChatSetup _setup = ChatSetup.None;
    private DraftView? _draft;
    private bool _isDisposed;
    private ImmutableList<ConversationMessage> _messages = [];
    private ModelStatus _status = ModelStatus.Empty;
    private string _announcement = "";

    /// <summary>The conversation; null for a new one.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    /// <summary>The documents that a new conversation is about.</summary>
    [Parameter]
    public IReadOnlyList<Guid>? About { get; set; }

    /// <summary>True if the chat is part of another page, whose address and title it must not change.</summary>
    [Parameter]
    public bool IsEmbedded { get; set; }

    /// <summary>Raised with the id of a new conversation after it was stored.</summary>
    [Parameter]
    public EventCallback<Guid> OnStored { get; set; }

    [Inject]
    private ConversationDesk Desk { get; set; } = null!;

    [Inject]
    private DraftStore Drafts { get; set; } = null!;

    [Inject]
    private DocumentSources Sources { get; set; } = null!;

    [Inject]
    private CurrentChat Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IModelHost Host { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private bool IsMissing => _isShown && _conversation is null or { IsDeleted: true };

    private bool CanSend => BlockedReason is null && _conversation is { IsGenerating: false };

    // Changes with every input of the token count.
    private object MeasureKey => (_messages, _setup, _status.Phase, _status.Path, _actions.Cite);

    private string? BlockedReason => _status.Phase switch
    {
        _ when IsMissing => Text["ChatNotFoundTitle"].Value,
        ModelPhase.Ready => null,
        ModelPhase.Loading => Text["BlockedLoading", UiFormats.Percent(_status.LoadProgress)].Value,
        _ => Text["BlockedNoModel"].Value,
    };

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        CloseConversation();
        Host.StatusChanged -= OnStatusChanged;
        Documents.Changed -= OnDocumentChanged;
        Shares.Changed -= OnSharesChanged;
        Directory.Changed -= OnSharesChanged;
        await _script.DetachAsync();
    }

    protected override void OnInitialized()
    {
        _status = Host.Status;
        Host.StatusChanged += OnStatusChanged;
        Documents.Changed += OnDocumentChanged;
        Shares.Changed += OnSharesChanged;
        Directory.Changed += OnSharesChanged;
        _actions = CreateActions();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (!_isShown || Id != _shownId || IsTemporary != _shownTemporary)
        {
            await ShowAsync(Id);
        }

        await SeekAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = await Js.AttachAsync("js/conversation.js", () => _isDisposed, () => [_root, MarkdownScript.TextsOf(Text)]);
        }

        if (_isMoved && _isShown && _script is not null)
        {
            _isMoved = false;
            await ScrollToEndAsync();
            if (MessageId is null)
            {
                await _composer.FocusAsync();
            }
        }

        await JumpAsync();

        if (_takesReturned && _conversation?.TakeRejectedDraft() is { } returned)
        {
            await _composer.RestoreAsync(returned);
        }
    }

    private async Task ShowAsync(Guid? id)
    {
        CloseConversation();
        _isMoved = _isShown;
        bool isTemporary = IsTemporary;
        (_shownId, _shownTemporary, _isShown) = (id, isTemporary, false);
        Conversation? conversation = id is { } stored ? await Desk.OpenAsync(Owner.Id, stored) : await BeginAsync();
        DraftView draft = await OpenDraftAsync(conversation);
        if (_isDisposed || (id, isTemporary) != (_shownId, _shownTemporary))
        {
            // Another conversation was requested meanwhile.
            if (conversation is not null)
            {
                Desk.Close(conversation);
            }

            return;
        }

        (_conversation, _draft, _isShown) = (conversation, draft, true);
        _messages = conversation?.Messages ?? [];
        _hiddenCount = Math.Max(0, _messages.Count - FirstDrawn);
        _setup = conversation?.Setup ?? ChatSetup.None;
        _announcement = "";
        _actions.Cite = AnswerCitations.Of(conversation?.Sources, _actions.AddressOf, Text);

        // A message that was rejected while no page was open returns to the first page that opens.
        _takesReturned = conversation?.Failure is not null;
        if (conversation is not null)
        {
            conversation.Changed += OnConversationChanged;
        }

        if (!IsEmbedded)
        {
            Current.Show(conversation);
        }
    }

    private async Task<Conversation> BeginAsync()
    {
        ChatSetup setup = await Defaults.GetAsync(Owner.Id);
        return _shownTemporary ? Desk.BeginTemporary(Owner.Id, setup)
            : About is { Count: > 0 }
            ? Desk.Begin(Owner.Id, setup, await Sources.BeginAsync(Owner.Id, About), DraftPlace.OfDocument(About[0]))
            : Desk.Begin(Owner.Id, setup);
    }

    private void CloseConversation()
    {
        if (_conversation is { } conversation)
        {
            _conversation = null;
            conversation.Changed -= OnConversationChanged;
            Current.Leave(conversation);
            Desk.Close(conversation);
        }
    }

    private void OnConversationChanged() => _ = InvokeAsync(() => Culture.Run(() =>
    {
        if (_conversation is null)
        {
            return;
        }

        Announce(_conversation.Messages);
        _messages = _conversation.Messages;
        _hiddenCount = Math.Min(_hiddenCount, Math.Max(0, _messages.Count - FirstDrawn));
        _setup = _conversation.Setup;
        StateHasChanged();
        if (_shownId is null && !_conversation.IsTemporary && _conversation.ConversationId is { } id)
        {
            // The same page continues under its new address: the stream and the focus remain.
            _shownId = id;
            _ = _composer.MoveAsync(DraftPlace.OfConversation(id));
            if (IsEmbedded)
            {
                _ = OnStored.InvokeAsync(id);
            }
            else
            {
                Navigation.NavigateTo($"chat/{id}", replace: true);
            }
        }
    }));

    private void OnStatusChanged() => _ = InvokeAsync(() => Culture.Run(() =>
    {
        ModelStatus old = _status;
        _status = Host.Status;

        // Only the chip shows the number of requests.
        if (old with { ActiveRequestCount = 0 } != _status with { ActiveRequestCount = 0 })
        {
            StateHasChanged();
        }
    }));

    // Screen readers announce the start and the end of an answer, not every token.
    private void Announce(ImmutableList<ConversationMessage> now)
    {
        (MessageState State, bool IsWaiting)? before = _messages is [.., { IsUser: false } old] ? (old.State, old.IsWaiting) : null;
        (MessageState State, bool IsWaiting)? after = now is [.., { IsUser: false } answer] ? (answer.State, answer.IsWaiting) : null;
        if (before != after || (after is not null && now[^1].Id != _messages[^1].Id))
        {
            _announcement = after?.State switch
            {
                MessageState.Streaming when after.Value.IsWaiting => Text["AnnounceWaiting"],
                MessageState.Streaming => Text["AnnounceStarted"],
                MessageState.Finished => Text["AnnounceFinished"],
                MessageState.LengthLimit => Text["StoppedAtLimit"],
                MessageState.Stopped => Text["Stopped"],
                MessageState.Failed => Text["AnswerFailedTitle"],
                _ => "",
            };
        }
    }
}
