using System.Collections.Concurrent;
using QwenWebChat.App.Accounts;

namespace QwenWebChat.App.Keys;

/// <summary>Ends the requests of programs whose key was revoked, or whose account was paused or deleted, in the middle of an answer too.</summary>
internal sealed class KeySessions : IDisposable
{
    private readonly ConcurrentDictionary<Session, bool> _sessions = new();
    private readonly AccountDirectory _accounts;
    private readonly ApiKeyStore _keys;

    public KeySessions(AccountDirectory accounts, ApiKeyStore keys)
    {
        (_accounts, _keys) = (accounts, keys);
        accounts.Changed += OnAccountsChanged;
        keys.Revoked += OnRevoked;
    }

    /// <summary>Notes a request that was admitted, until the result is disposed.</summary>
    public IDisposable Begin(HttpContext http, Guid ownerId, Guid keyId)
    {
        Session session = new(this, http, ownerId, keyId);
        _sessions[session] = true;
        // The account may have changed after the request was admitted and before it was noted.
        EndUnlessAdmitted(session);
        return session;
    }

    public void Dispose()
    {
        _accounts.Changed -= OnAccountsChanged;
        _keys.Revoked -= OnRevoked;
    }

    private void OnRevoked(Guid keyId)
    {
        foreach (Session session in _sessions.Keys.Where(session => session.KeyId == keyId))
        {
            session.Http.Abort();
        }
    }

    private void OnAccountsChanged()
    {
        foreach (Session session in _sessions.Keys)
        {
            EndUnlessAdmitted(session);
        }
    }

    private void EndUnlessAdmitted(Session session)
    {
        if (_accounts.Find(session.OwnerId) is not { IsPaused: false })
        {
            session.Http.Abort();
        }
    }

    private sealed class Session(KeySessions all, HttpContext http, Guid ownerId, Guid keyId) : IDisposable
    {
        public HttpContext Http => http;

        public Guid OwnerId => ownerId;

        public Guid KeyId => keyId;

        public void Dispose() => all._sessions.TryRemove(this, out _);
    }
}
