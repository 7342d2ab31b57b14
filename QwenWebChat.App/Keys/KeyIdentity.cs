using System.Security.Claims;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Keys;

/// <summary>The key of a request, as the claims of its user say.</summary>
internal sealed record KeyIdentity(Guid Id, Guid OwnerId, string Name, ApiScopes Scopes)
{
    private const string NameClaim = "key-name";
    private const string ScopesClaim = "key-scopes";

    /// <summary>Creates the user of a request with a key.</summary>
    public static ClaimsPrincipal CreateUser(SessionAccount account, ApiKey key)
    {
        ClaimsPrincipal user = AccountClaims.Create(account with { KeyId = key.Id }, ApiKeyHandler.SchemeName);
        user.AddIdentity(new ClaimsIdentity([new Claim(NameClaim, key.Name), new Claim(ScopesClaim, key.Scopes.ToString())]));
        return user;
    }

    /// <summary>Reads the key; null if the user came without one.</summary>
    public static KeyIdentity? TryRead(ClaimsPrincipal user) =>
        AccountClaims.TryRead(user) is { KeyId: { } id } account && Enum.TryParse(user.FindFirstValue(ScopesClaim), out ApiScopes scopes)
            ? new KeyIdentity(id, account.Id, user.FindFirstValue(NameClaim) ?? "", scopes)
            : null;

    public bool Allows(ApiScopes scope) => Scopes.HasFlag(scope);
}
