using System.Collections.Concurrent;

namespace QwenWebChat.App.PersonalData;

/// <summary>Lets each account write one archive at a time: several of them would read all of its files at once. Thread-safe.</summary>
internal sealed class ArchiveTurns
{
    private readonly ConcurrentDictionary<Guid, Turn> _running = new();

    /// <summary>Begins the turn of an account, which disposing ends; null while another archive of the account is written.</summary>
    public IDisposable? TryBegin(Guid accountId)
    {
        Turn turn = new(_running, accountId);
        return _running.TryAdd(accountId, turn) ? turn : null;
    }

    private sealed class Turn(ConcurrentDictionary<Guid, Turn> running, Guid accountId) : IDisposable
    {
        public void Dispose() => running.TryRemove(new KeyValuePair<Guid, Turn>(accountId, this));
    }
}
