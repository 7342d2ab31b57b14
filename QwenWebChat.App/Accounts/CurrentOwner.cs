using System.Security.Claims;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// The account that a request or a circuit works for: whose conversations and documents it sees. It is set before anything
/// else runs; without it there is nothing to see.
/// </summary>
internal sealed class CurrentOwner
{
    private SessionAccount? _account;
    private string? _address;

    public Guid Id => Account.Id;

    public string Name => Account.Name;

    public bool IsAdministrator => Account.Role == AccountRole.Administrator;

    /// <summary>True for someone who signed in; false for the user of an app without accounts.</summary>
    public bool IsSignedIn => Account.Session is not null;

    /// <summary>Identifies the sign-in; null for the user of an app without accounts.</summary>
    public string? Session => Account.Session;

    /// <summary>The way in which the session was begun.</summary>
    public SignInMethod Method => Account.Method;

    /// <summary>The time of the sign-in; null for the user of an app without accounts.</summary>
    public DateTimeOffset? SignedInAt => Account.SignedInAt;

    /// <summary>True if the request comes from somebody.</summary>
    public bool IsKnown => _account is not null;

    /// <summary>The API key of the request; null without one.</summary>
    public Guid? KeyId => _account?.KeyId;

    /// <summary>The one who acts, as the audit log names them; nobody's name is null.</summary>
    public AuditActor Actor => new(_account?.Id, _account?.Name, _address, _account?.KeyId);

    private SessionAccount Account => _account ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>Sets the account to the one of a user; nobody if the user has none.</summary>
    public void Set(ClaimsPrincipal user) => (_account, _address) = (AccountClaims.TryRead(user), AccountClaims.AddressOf(user) ?? _address);

    public void Set(SessionAccount account) => _account = account;
}
