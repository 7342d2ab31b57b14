using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>
/// Holds every conversation that is shown or being answered, shared by all pages of all circuits. One that no page shows is
/// released once its answer is stored.
/// </summary>
internal sealed class ConversationDesk : IHostedService, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Conversation> _conversations = [];
    private readonly ChatServices _services;
    private readonly OpenSources? _openSources;
    private readonly IDisposable _subscription;

    public ConversationDesk(ChatServices services, ConversationEvents events, OpenSources? openSources = null)
    {
        _services = services;
        _openSources = openSources;
        _subscription = events.SubscribeAll(OnStoreChanged);
    }

    /// <summary>Raised on any thread after an answer began or ended.</summary>
    public event Action? GeneratingChanged;

    /// <summary>Begins an empty conversation, which is stored with its first message; the caller must <see cref="Close"/> it.</summary>
    /// <param name="ownerId">Whose it is.</param>
    /// <param name="setup">Its system prompt and settings.</param>
    /// <param name="sources">Its documents; null for none.</param>
    /// <param name="place">The place of its draft until it is stored.</param>
    public Conversation Begin(Guid ownerId, ChatSetup? setup = null, IConversationSources? sources = null, DraftPlace place = default)
    {
        Conversation conversation = Create(ownerId);
        conversation.Setup = setup ?? ChatSetup.None;
        conversation.Sources = sources;
        conversation.NewPlace = place;
        return conversation;
    }

    /// <summary>
    /// Begins a temporary conversation, which is never stored and which nothing finds; the caller must <see cref="Close"/> it,
    /// which ends it.
    /// </summary>
    public Conversation BeginTemporary(Guid ownerId, ChatSetup setup)
    {
        TemporaryDatabase memory = new(ownerId);
        Conversation conversation = Show(new Conversation(_services.Over(memory), ownerId, memory: memory));
        conversation.Setup = setup;
        conversation.NewPlace = DraftPlace.OfTemporary(Guid.NewGuid());
        return conversation;
    }

    /// <summary>Opens a stored conversation, which the caller must <see cref="Close"/>; null if the owner has none with this id.</summary>
    public async Task<Conversation?> OpenAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        if (Find(ownerId, id) is { } present)
        {
            return present.IsDeleted ? GiveBack(present) : present;
        }

        if (await _services.Messages.OpenAsync(ownerId, id, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return null;
        }

        IConversationSources? sources = _openSources is null ? null : await _openSources(ownerId, id, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            // Another page may have opened it meanwhile.
            if (!_conversations.TryGetValue(id, out Conversation? conversation))
            {
                conversation = _conversations[id] = Create(ownerId, stored);
                conversation.Sources = sources;
                return conversation;
            }

            conversation.ViewerCount++;
            return conversation;
        }
    }

    /// <summary>Notes that a page no longer shows the conversation.</summary>
    public void Close(Conversation conversation)
    {
        lock (_gate)
        {
            conversation.ViewerCount--;
        }

        LetGo(conversation);
    }

    public bool IsGenerating(Guid id)
    {
        lock (_gate)
        {
            return _conversations.TryGetValue(id, out Conversation? conversation) && conversation.IsGenerating;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops the running answers and stores their text before the app ends.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await StopAsync(_ => true).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Stops the running answers of an owner and stores their text.</summary>
    public Task StopAsync(Guid ownerId) => StopAsync(conversation => conversation.OwnerId == ownerId);

    public void Dispose()
    {
        _subscription.Dispose();
        lock (_gate)
        {
            foreach (Conversation conversation in _conversations.Values)
            {
                conversation.Dispose();
            }
        }
    }

    private Task StopAsync(Func<Conversation, bool> isStopped)
    {
        Conversation[] conversations;
        lock (_gate)
        {
            conversations = [.. _conversations.Values.Where(isStopped)];
        }

        Array.ForEach(conversations, conversation => conversation.Stop());
        return Task.WhenAll(conversations.Select(conversation => conversation.Completion));
    }

    private Conversation Create(Guid ownerId, ConversationView? stored = null) => Show(new Conversation(_services, ownerId, stored));

    private Conversation Show(Conversation conversation)
    {
        conversation.ViewerCount = 1;
        conversation.StateChanged += OnStateChanged;
        return conversation;
    }

    private Conversation? Find(Guid ownerId, Guid id)
    {
        lock (_gate)
        {
            if (!_conversations.TryGetValue(id, out Conversation? conversation) || conversation.OwnerId != ownerId || conversation.IsTemporary)
            {
                return null;
            }

            conversation.ViewerCount++;
            return conversation;
        }
    }

    private Conversation? GiveBack(Conversation conversation)
    {
        Close(conversation);
        return null;
    }

    private Conversation[] StoredOf(Guid ownerId)
    {
        lock (_gate)
        {
            return [.. _conversations.Values.Where(conversation => conversation.OwnerId == ownerId && !conversation.IsTemporary)];
        }
    }

    private void OnStateChanged(Conversation conversation)
    {
        lock (_gate)
        {
            foreach ((Guid id, Conversation _) in _conversations.Where(entry => entry.Value == conversation && entry.Key != conversation.StoredId).ToList())
            {
                _conversations.Remove(id);
            }

            if (conversation.StoredId is { } stored)
            {
                _conversations[stored] = conversation;
            }
        }

        LetGo(conversation);
        GeneratingChanged?.Invoke();
    }

    private void LetGo(Conversation conversation)
    {
        lock (_gate)
        {
            if (conversation.ViewerCount > 0)
            {
                return;
            }
        }

        if (conversation.IsTemporary)
        {
            conversation.Stop();
        }

        lock (_gate)
        {
            if (conversation.ViewerCount > 0 || !conversation.IsSettled)
            {
                return;
            }

            if (conversation.StoredId is { } id)
            {
                _conversations.Remove(id);
            }
        }

        conversation.StateChanged -= OnStateChanged;
        conversation.Dispose();
        if (!conversation.IsTemporary && conversation.TakeRejectedDraft() is { } returned)
        {
            // Rejected while no page showed it: the text becomes the draft.
            _ = conversation.SaveDraftAsync(returned);
        }
    }

    private void OnStoreChanged(ConversationChanged change)
    {
        Conversation? conversation;
        lock (_gate)
        {
            conversation = change.ConversationId is { } id ? _conversations.GetValueOrDefault(id) : null;
        }

        switch (change.Kind)
        {
            case ConversationChangeKind.Details:
                _ = conversation?.RefreshDetailsAsync();
                break;
            case ConversationChangeKind.Purged when change.ConversationId is null:
                Array.ForEach(StoredOf(change.OwnerId), purged => purged.SetDeleted(true));
                break;
            case ConversationChangeKind.Deleted or ConversationChangeKind.Purged or ConversationChangeKind.Restored:
                conversation?.SetDeleted(change.Kind != ConversationChangeKind.Restored);
                break;
        }
    }
}
