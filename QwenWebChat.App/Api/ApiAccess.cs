using Microsoft.AspNetCore.Authentication;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;

namespace QwenWebChat.App.Api;

/// <summary>Decides which account an API request works for.</summary>
internal sealed class ApiAccess(AccessState access, AccountDirectory accounts, KeyUsage usage)
{
    /// <summary>Admits a request and tells it whose it is.</summary>
    /// <param name="scope">The scope that a key needs; none if any key will do.</param>
    /// <returns>The key; null if none was needed and given.</returns>
    /// <exception cref="ApiException">The app serves nothing yet, the request has no key that it needs, or its key is refused.</exception>
    public async Task<KeyIdentity?> AdmitAsync(HttpContext http, ApiScopes scope)
    {
        AccessMode mode = access.Mode;
        if (mode == AccessMode.SetUp)
        {
            throw new ApiException(StatusCodes.Status503ServiceUnavailable, $"This app has no administrator yet; open {AccountPaths.SetUp} in a browser first.") { Code = "not_set_up" };
        }

        CurrentOwner owner = http.RequestServices.GetRequiredService<CurrentOwner>();
        AuthenticateResult result = await http.AuthenticateAsync(ApiKeyHandler.SchemeName).ConfigureAwait(false);
        if (result is { Principal: { } user } && KeyIdentity.TryRead(user) is { } key)
        {
            http.User = user;
            owner.Set(user);
            return key.Allows(scope) ? key : throw LacksScope(key, scope);
        }

        if (result.Failure is { } failure)
        {
            throw Refuse(failure.Message, (failure as KeyRefusedException)?.Code);
        }

        if (mode == AccessMode.Open && RequestSource.MayBeFromHere(http))
        {
            owner.Set(LocalAccountHandler.LocalAccount(accounts));
            return null;
        }

        throw mode == AccessMode.Open
            ? new ApiException(StatusCodes.Status403Forbidden, LocalAccountHandler.OnlyFromHere) { Code = "only_this_machine" }
            : Refuse("A key is needed: the header Authorization must be Bearer, a space and the key; x-api-key is accepted too. Keys are made in the app, under /profile/keys.");
    }

    /// <summary>Records an error in the audit log if the key of the request lacks a scope.</summary>
    public Task NoteAsync(HttpContext http, ApiException error) => error.MissingScope is { } scope
        ? usage.RefuseScopeAsync(http.User, scope, http.Connection.RemoteIpAddress?.ToString())
        : Task.CompletedTask;

    /// <summary>Creates the error for a key that lacks a scope.</summary>
    public static ApiException LacksScope(KeyIdentity key, ApiScopes scope) => new(
        StatusCodes.Status403Forbidden,
        $"This request needs a key with the scope {NameOf(scope)}; the key {key.Name} has {NameOf(key.Scopes)}. Make another in the app, under /profile/keys.")
    {
        Code = "insufficient_scope",
        MissingScope = scope,
    };

    private static string NameOf(ApiScopes scopes) => scopes.ToString().ToLowerInvariant();

    private static ApiException Refuse(string message, string? code = null) => new(StatusCodes.Status401Unauthorized, message) { Code = code ?? "invalid_api_key" };
}
