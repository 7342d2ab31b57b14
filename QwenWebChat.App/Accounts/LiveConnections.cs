using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;
using QwenWebChat.App.Keys;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// The connections of open pages and the running requests of programs. Each ends as soon as its user is no longer admitted: paused,
/// deleted, signed out, with another password or role, or with a key that was revoked. A page cannot connect again, because the
/// connection asks for a valid session as every request does.
/// </summary>
internal sealed class LiveConnections : IHubFilter, IDisposable
{
    private readonly ConcurrentDictionary<Connection, bool> _all = new();
    private readonly AccountDirectory _accounts;
    private readonly AccessState _access;
    private readonly ApiKeyStore _keys;

    public LiveConnections(AccountDirectory accounts, AccessState access, ApiKeyStore keys)
    {
        (_accounts, _access, _keys) = (accounts, access, keys);
        accounts.Changed += EndUnadmitted;
        keys.Revoked += EndKey;
    }

    /// <summary>Notes a request or connection that was admitted, until the result is disposed.</summary>
    /// <param name="abort">Ends it, from any thread.</param>
    public IDisposable Begin(ClaimsPrincipal user, Action abort)
    {
        Connection connection = new(this, user, abort);
        _all[connection] = true;
        // The account or the key may have changed after it was admitted and before it was noted.
        EndUnlessAdmitted(connection);
        return connection;
    }

    public Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        context.Context.Items[typeof(LiveConnections)] = Begin(context.Context.User ?? new ClaimsPrincipal(), context.Context.Abort);
        return next(context);
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        (context.Context.Items[typeof(LiveConnections)] as IDisposable)?.Dispose();
        return next(context, exception);
    }

    /// <summary>Ends one sign-in with its connections, also those that are just being made.</summary>
    public void End(string session)
    {
        _access.EndSession(session);
        EndUnadmitted();
    }

    public void Dispose()
    {
        _accounts.Changed -= EndUnadmitted;
        _keys.Revoked -= EndKey;
    }

    private void EndKey(Guid id) => End(id.ToString());

    private void EndUnadmitted()
    {
        foreach (Connection connection in _all.Keys)
        {
            EndUnlessAdmitted(connection);
        }
    }

    private void EndUnlessAdmitted(Connection connection)
    {
        if (!_access.Admits(connection.User))
        {
            connection.Abort();
        }
    }

    private sealed class Connection(LiveConnections all, ClaimsPrincipal user, Action abort) : IDisposable
    {
        public ClaimsPrincipal User => user;

        public void Abort() => abort();

        public void Dispose() => all._all.TryRemove(this, out _);
    }
}
