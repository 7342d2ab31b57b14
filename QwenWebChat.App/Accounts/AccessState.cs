using System.Net;
using System.Security.Claims;

namespace QwenWebChat.App.Accounts;

/// <summary>Decides who may use the app, from the addresses that it listens on and from its accounts.</summary>
internal sealed class AccessState(AccountDirectory accounts)
{
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

    /// <summary>Tells whether a user who was admitted earlier still is.</summary>
    public bool Admits(ClaimsPrincipal user) => AccountClaims.TryRead(user) switch
    {
        null => false,
        { Stamp: null } => Mode == AccessMode.Open,
        { } account => accounts.Find(account.Id) is { IsPaused: false } entry && entry.Stamp == account.Stamp,
    };
}
