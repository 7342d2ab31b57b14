using System.Collections.Immutable;

namespace QwenWebChat.App.Conversations;

/// <summary>Notifies the open pages of an owner about changes, so that tabs and the sidebar agree.</summary>
internal sealed partial class ConversationEvents(ILogger<ConversationEvents> logger)
{
    private readonly Lock _gate = new();
    private readonly ILogger _logger = logger;
    private ImmutableList<Subscription> _subscriptions = [];

    /// <summary>
    /// Subscribes until disposed. The handler is called on the thread that made the change, after the change is stored. It
    /// must neither block nor throw; an exception is logged, and the other handlers are still called.
    /// </summary>
    public IDisposable Subscribe(Guid ownerId, Action<ConversationChanged> handler) => Add(ownerId, handler);

    /// <summary>Subscribes to the changes of all owners, for services that show nothing.</summary>
    public IDisposable SubscribeAll(Action<ConversationChanged> handler) => Add(null, handler);

    public void Publish(Guid ownerId, Guid? conversationId, ConversationChangeKind kind)
    {
        ConversationChanged change = new(ownerId, conversationId, kind);
        foreach (Subscription subscription in Volatile.Read(ref _subscriptions))
        {
            if (subscription.OwnerId is null || subscription.OwnerId == ownerId)
            {
                Notify(subscription, change);
            }
        }
    }

    private Subscription Add(Guid? ownerId, Action<ConversationChanged> handler)
    {
        Subscription subscription = new(this, ownerId, handler);
        lock (_gate)
        {
            _subscriptions = _subscriptions.Add(subscription);
        }

        return subscription;
    }

    private void Notify(Subscription subscription, ConversationChanged change)
    {
        try
        {
            subscription.Handler(change);
        }
        catch (Exception exception)
        {
            LogHandlerFailed(exception);
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = _subscriptions.Remove(subscription);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A page failed to process a change of a conversation")]
    private partial void LogHandlerFailed(Exception exception);

    private sealed class Subscription(ConversationEvents events, Guid? ownerId, Action<ConversationChanged> handler) : IDisposable
    {
        public Guid? OwnerId { get; } = ownerId;

        public Action<ConversationChanged> Handler { get; } = handler;

        public void Dispose() => events.Remove(this);
    }
}
