using System.Net;
using System.Security.Claims;

namespace QwenWebChat.App.Accounts;

/// <summary>Decides who may use the app, from the addresses that it listens on and from its accounts.</summary>
internal sealed class AccessState(AccountDirectory accounts, SignInRules rules)
{
    // Far more than sign out while a session may live; the oldest are forgotten beyond this.
    private const int MaxEndedSessions = 100_000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _endedSessions = [];
    private readonly Queue<string> _endedInOrder = [];
    private volatile bool _isReachable;

    public AccessMode Mode => accounts.HasAdministrator ? AccessMode.Members : _isReachable ? AccessMode.SetUp : AccessMode.Open;

    /// <summary>Records an address that the app listens on.</summary>
    /// <param name="address">Null for a socket file or a pipe, behind which there is mostly a proxy.</param>
    /// <returns>True if other machines can reach it.</returns>
    public bool NoteAddress(IPAddress? address)
    {
        bool isReachable = address is null || !IPAddress.IsLoopback(address);
        _isReachable |= isReachable;
        return isReachable;
    }

    /// <summary>Ends a sign-in: its cookie no longer counts, not even a copy of it. A key that was revoked counts as one, by its id.</summary>
    public void EndSession(string session)
    {
        lock (_gate)
        {
            if (_endedSessions.Add(session))
            {
                _endedInOrder.Enqueue(session);
            }

            if (_endedInOrder.Count > MaxEndedSessions)
            {
                _endedSessions.Remove(_endedInOrder.Dequeue());
            }
        }
    }

    /// <summary>Tells whether a user who was admitted earlier still is.</summary>
    public bool Admits(ClaimsPrincipal user) => AccountClaims.TryRead(user) switch
    {
        null => false,
        { KeyId: { } key } account => accounts.Find(account.Id) is { IsPaused: false } && !HasEnded(key.ToString()),
        { Stamp: null } => Mode == AccessMode.Open,
        { } account => accounts.Find(account.Id) is { IsPaused: false } entry && entry.Stamp == account.Stamp && rules.Admits(entry, account.Method) && !HasEnded(account.Session),
    };

    private bool HasEnded(string? session)
    {
        lock (_gate)
        {
            return session is not null && _endedSessions.Contains(session);
        }
    }
}
