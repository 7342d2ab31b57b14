using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>Lists the owner's conversations by folder and heading, and updates with every change.</summary>
public sealed partial class ConversationList : IDisposable
{
    // Changes arrive in bursts from all pages that receive answers, and each costs a query and a render on every page.
    private static readonly TimeSpan ReloadInterval = TimeSpan.FromMilliseconds(500);

    private ConversationShelf _shelf = null!;
    private FolderChoices? _choices;
    private bool _isNaming;
    private Guid? _movedToNew;
    private Guid? _currentId;
    private IDisposable? _subscription;
    private FramePacer? _reloads;

    [Inject]
    private ConversationStore Store { get; set; } = null!;

    [Inject]
    private FolderStore Folders { get; set; } = null!;

    [Inject]
    private ConversationEvents Events { get; set; } = null!;

    [Inject]
    private ConversationDesk Desk { get; set; } = null!;

    [Inject]
    private CurrentChat Current { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private IEnumerable<ConversationSummary> Pinned => _shelf.Loose.Conversations.Where(conversation => conversation.IsPinned);

    // The list is already in the order of the headings.
    private IEnumerable<IGrouping<ConversationGroup, ConversationSummary>> Groups
    {
        get
        {
            DateTimeOffset now = Time.GetLocalNow();
            return _shelf.Loose.Conversations.Where(conversation => !conversation.IsPinned).GroupBy(conversation => conversation.GroupAt(now));
        }
    }

    /// <summary>Shows a field for a new folder's name in the list.</summary>
    /// <param name="conversationId">The conversation to move into it.</param>
    public void BeginFolder(Guid? conversationId = null)
    {
        (_isNaming, _movedToNew) = (true, conversationId);
        StateHasChanged();
    }

    /// <summary>Moves a conversation into a folder; null for none.</summary>
    public Task MoveAsync(Guid id, Guid? folderId) => Store.MoveAsync(Owner.Id, id, folderId);

    public void Dispose()
    {
        _subscription?.Dispose();
        _reloads?.Dispose();
        Desk.GeneratingChanged -= OnGeneratingChanged;
        Current.Changed -= OnCurrentChanged;
    }

    protected override Task OnInitializedAsync()
    {
        _shelf = new ConversationShelf(Store, Folders, Owner.Id);
        _currentId = Current.Conversation?.StoredId;
        _reloads = new FramePacer(Time, () => _ = InvokeAsync(LoadAsync), ReloadInterval);
        _subscription = Events.Subscribe(Owner.Id, OnChanged);
        Desk.GeneratingChanged += OnGeneratingChanged;
        Current.Changed += OnCurrentChanged;
        return LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The set of open folders belongs to this browser.
        if (firstRender && await Js.InvokeAsync<string[]?>("qwenWebChat.openFolders") is { Length: > 0 } open)
        {
            await _shelf.OpenAsync(open.Select(text => Guid.TryParse(text, out Guid id) ? id : Guid.Empty));
            Draw();
        }
    }

    private void OnChanged(ConversationChanged change)
    {
        switch (change.Kind)
        {
            case ConversationChangeKind.Progress:
                // Progress of a running answer changes nothing here.
                break;
            case ConversationChangeKind.Created or ConversationChangeKind.Messages or ConversationChangeKind.Announced or ConversationChangeKind.Purged:
                _reloads?.Request();
                break;
            default:
                // The user's own action, whose effect must appear at once.
                _ = InvokeAsync(LoadAsync);
                break;
        }
    }

    private void OnGeneratingChanged() => _reloads?.Request();

    private void OnCurrentChanged() => _ = InvokeAsync(Draw);

    private void Draw()
    {
        _currentId = Current.Conversation?.StoredId;
        _choices = new FolderChoices(_shelf.Folders, MoveIntoOpenAsync, id => BeginFolder(id));
        Culture.Run(StateHasChanged);
    }

    private async Task LoadAsync()
    {
        await _shelf.LoadAsync();
        Draw();
    }

    private Task ShowMoreAsync(Guid? folderId) => _shelf.ShowMoreAsync(folderId);

    // After a move by the menu, the folder opens so that the user sees the conversation.
    private async Task MoveIntoOpenAsync(Guid id, Guid? folderId)
    {
        if (folderId is { } folder && !_shelf.IsOpen(folder))
        {
            await _shelf.OpenAsync([folder]);
            await StoreOpenFoldersAsync();
        }

        await MoveAsync(id, folderId);
    }

    private async Task ToggleAsync(Guid folderId)
    {
        if (_shelf.IsOpen(folderId))
        {
            _shelf.Close(folderId);
        }
        else
        {
            await _shelf.OpenAsync([folderId]);
        }

        await StoreOpenFoldersAsync();
    }

    private ValueTask StoreOpenFoldersAsync() => Js.InvokeVoidAsync("qwenWebChat.keepOpenFolders", _shelf.OpenFolders);

    private Task ReorderAsync(FolderView folder, int places)
    {
        List<Guid> ids = [.. _shelf.Folders.Select(other => other.Id)];
        int place = ids.IndexOf(folder.Id);
        ids.RemoveAt(place);
        ids.Insert(Math.Clamp(place + places, 0, ids.Count), folder.Id);
        return Folders.ReorderAsync(Owner.Id, ids);
    }

    private async Task CreateFolderAsync(string? name)
    {
        Guid? moved = _movedToNew;
        (_isNaming, _movedToNew) = (false, null);
        if (name is not null && await Folders.CreateAsync(Owner.Id, name) is { } made && moved is { } id)
        {
            await MoveIntoOpenAsync(id, made.Id);
        }
    }
}
