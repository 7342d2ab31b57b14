using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Chat;

/// <summary>
/// Hands out one session for each conversation that is shown or answered, shared by all pages of all circuits. One that no
/// page shows is let go once its answer is kept.
/// </summary>
internal sealed class ConversationDesk : IHostedService, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, ChatSession> _sessions = [];
    private readonly IChatClient _client;
    private readonly ConversationStore _conversations;
    private readonly MessageStore _messages;
    private readonly DraftStore _drafts;
    private readonly ConversationTitles _titles;
    private readonly CurrentOwner _owner;
    private readonly TimeProvider _time;
    private readonly ILogger<ChatSession> _logger;
    private readonly OpenSources? _openSources;
    private readonly IDisposable _subscription;

    public ConversationDesk(
        IChatClient client, ConversationStore conversations, MessageStore messages, DraftStore drafts, ConversationEvents events, ConversationTitles titles, CurrentOwner owner,
        TimeProvider time, ILogger<ChatSession> logger, OpenSources? openSources = null)
    {
        _client = client;
        _conversations = conversations;
        _messages = messages;
        _drafts = drafts;
        _titles = titles;
        _owner = owner;
        _time = time;
        _logger = logger;
        _openSources = openSources;
        _subscription = events.Subscribe(owner.Id, OnStoreChanged);
    }

    /// <summary>Another set of conversations is being answered. Raised on any thread.</summary>
    public event Action? GeneratingChanged;

    /// <summary>An empty conversation, kept from its first message on; to be given back with <see cref="Close"/>.</summary>
    /// <param name="setup">What it begins with.</param>
    /// <param name="sources">What it rests on beside its messages.</param>
    /// <param name="place">Where what is written for it is kept until it is kept itself.</param>
    public ChatSession Begin(ChatSetup? setup = null, IConversationSources? sources = null, DraftPlace place = default)
    {
        ChatSession session = Create(new ConversationJournal(_owner.Id, _conversations, _messages));
        session.Setup = setup ?? ChatSetup.None;
        session.Sources = sources;
        session.NewPlace = place;
        return session;
    }

    /// <summary>The session of a conversation, to be given back with <see cref="Close"/>; null where there is no such conversation.</summary>
    public async Task<ChatSession?> OpenAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (Find(id) is { } present)
        {
            return present.IsDeleted ? GiveBack(present) : present;
        }

        if (await _messages.OpenAsync(_owner.Id, id, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return null;
        }

        IConversationSources? sources = _openSources is null ? null : await _openSources(_owner.Id, id, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            // Another page may have been quicker.
            if (!_sessions.TryGetValue(id, out ChatSession? session))
            {
                session = _sessions[id] = Create(new ConversationJournal(_owner.Id, _conversations, _messages, id), stored);
                session.Sources = sources;
                return session;
            }

            session.ViewerCount++;
            return session;
        }
    }

    /// <summary>A page no longer shows it.</summary>
    public void Close(ChatSession session)
    {
        lock (_gate)
        {
            session.ViewerCount--;
        }

        LetGo(session);
    }

    public bool IsGenerating(Guid id)
    {
        lock (_gate)
        {
            return _sessions.TryGetValue(id, out ChatSession? session) && session.IsGenerating;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The app stops: what has come of the running answers is kept.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        ChatSession[] sessions;
        lock (_gate)
        {
            sessions = [.. _sessions.Values];
        }

        Array.ForEach(sessions, session => session.Stop());
        await Task.WhenAll(sessions.Select(session => session.Completion)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _subscription.Dispose();
        lock (_gate)
        {
            foreach (ChatSession session in _sessions.Values)
            {
                session.Dispose();
            }
        }
    }

    private ChatSession Create(ConversationJournal journal, ConversationView? stored = null)
    {
        ChatSession session = new(_client, journal, _titles, _time, _logger, stored) { ViewerCount = 1 };
        session.StateChanged += OnStateChanged;
        return session;
    }

    private ChatSession? Find(Guid id)
    {
        lock (_gate)
        {
            if (_sessions.TryGetValue(id, out ChatSession? session))
            {
                session.ViewerCount++;
            }

            return session;
        }
    }

    private ChatSession? GiveBack(ChatSession session)
    {
        Close(session);
        return null;
    }

    private void OnStateChanged(ChatSession session)
    {
        lock (_gate)
        {
            foreach ((Guid id, ChatSession _) in _sessions.Where(entry => entry.Value == session && entry.Key != session.StoredId).ToList())
            {
                _sessions.Remove(id);
            }

            if (session.StoredId is { } stored)
            {
                _sessions[stored] = session;
            }
        }

        LetGo(session);
        GeneratingChanged?.Invoke();
    }

    private void LetGo(ChatSession session)
    {
        lock (_gate)
        {
            if (session.ViewerCount > 0 || !session.IsSettled)
            {
                return;
            }

            if (session.StoredId is { } id)
            {
                _sessions.Remove(id);
            }
        }

        session.StateChanged -= OnStateChanged;
        session.Dispose();
        if (session.TakeReturned() is { } returned)
        {
            // Refused while no page showed it: it waits where it was written.
            _ = session.KeepReturnedAsync(_drafts, returned);
        }
    }

    private void OnStoreChanged(ConversationChanged change)
    {
        ChatSession? session;
        lock (_gate)
        {
            session = change.ConversationId is { } id ? _sessions.GetValueOrDefault(id) : null;
        }

        switch (change.Kind)
        {
            case ConversationChangeKind.Details:
                _ = session?.RefreshDetailsAsync();
                break;
            case ConversationChangeKind.Deleted or ConversationChangeKind.Restored:
                session?.SetDeleted(change.Kind == ConversationChangeKind.Deleted);
                break;
        }
    }
}
