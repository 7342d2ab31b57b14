using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// Ends the connections of pages whose account is no longer admitted: paused, deleted, signed out, or with another password or
/// role. Such a page cannot connect again, because the connection asks for a valid session as every request does.
/// </summary>
internal sealed class CircuitSessions : IHubFilter, IDisposable
{
    private readonly ConcurrentDictionary<string, HubCallerContext> _connections = new();
    private readonly AccountDirectory _accounts;
    private readonly AccessState _access;

    public CircuitSessions(AccountDirectory accounts, AccessState access)
    {
        _accounts = accounts;
        _access = access;
        accounts.Changed += EndUnadmitted;
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        _connections[context.Context.ConnectionId] = context.Context;
        // The account may have changed after the connection was checked and before it was noted.
        EndUnlessAdmitted(context.Context);
        await next(context).ConfigureAwait(false);
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        _connections.TryRemove(context.Context.ConnectionId, out _);
        return next(context, exception);
    }

    /// <summary>Ends one sign-in with its connections, also those that are just being made.</summary>
    public void End(string session)
    {
        _access.EndSession(session);
        EndUnadmitted();
    }

    public void Dispose() => _accounts.Changed -= EndUnadmitted;

    private void EndUnadmitted()
    {
        foreach (HubCallerContext connection in _connections.Values)
        {
            EndUnlessAdmitted(connection);
        }
    }

    private void EndUnlessAdmitted(HubCallerContext connection)
    {
        if (!_access.Admits(connection.User ?? new ClaimsPrincipal()))
        {
            connection.Abort();
        }
    }
}
