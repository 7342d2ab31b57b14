using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Keys;

/// <summary>
/// Authenticates the programs that send a key, as the account of the key. A key works only where an endpoint has a
/// <see cref="RequiredScope"/>, which whoever calls this checks.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyStore keys, KeyUsage usage, AccountDirectory accounts, AccessState access, TimeProvider time)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string Bearer = "Bearer ";
    private const string Header = "x-api-key";

    /// <summary>Returns the key that a request carries; null without one.</summary>
    /// <remarks>
    /// Without accounts no key is needed, but the packages of OpenAI and others refuse to start without one: a text that is not of
    /// this app's form is then a placeholder, which is ignored.
    /// </remarks>
    public static string? KeyOf(HttpRequest request, AccessMode mode)
    {
        string? key = request.Headers.Authorization is [{ } bearer, ..] && bearer.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? bearer[Bearer.Length..].Trim()
            : request.Headers[Header] is [{ } header, ..] ? header.Trim()
            : null;
        return mode switch
        {
            AccessMode.Members => key,
            AccessMode.Open when key?.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal) == true => key,
            _ => null,
        };
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyOf(Request, access.Mode) is not { } text)
        {
            return AuthenticateResult.NoResult();
        }

        ApiKey? key = await keys.FindAsync(text).ConfigureAwait(false);
        AccountEntry? owner = key is null ? null : accounts.Find(key.OwnerId);
        string? address = Context.Connection.RemoteIpAddress?.ToString();
        if (Refuse(key, owner) is { } refusal)
        {
            await usage.RefuseAsync(key, owner?.Name, address, refusal.Reason).ConfigureAwait(false);
            return AuthenticateResult.Fail(refusal);
        }

        await usage.NoteAsync(key!, owner!.Name, address).ConfigureAwait(false);
        return AuthenticateResult.Success(new AuthenticationTicket(KeyIdentity.CreateUser(new SessionAccount(owner.Id, owner.Name, owner.Role), key!), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        AuthenticateResult result = await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false);
        Response.Headers.WWWAuthenticate = "Bearer";
        await PlainRefusal.WriteAsync(Context, StatusCodes.Status401Unauthorized, result.Failure?.Message ?? "A key is needed.").ConfigureAwait(false);
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        AuthenticateResult result = await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false);
        if (result.Principal is { } user)
        {
            await usage.RefuseScopeAsync(user, ApiScopes.Figures, Context.Connection.RemoteIpAddress?.ToString()).ConfigureAwait(false);
        }

        await PlainRefusal.WriteAsync(Context, StatusCodes.Status403Forbidden, "This needs a key of an administrator with the scope figures.").ConfigureAwait(false);
    }

    private KeyRefusedException? Refuse(ApiKey? key, AccountEntry? owner) => (key, owner) switch
    {
        ({ RevokedAt: { } at }, _) => new($"The key {key.Name} was revoked at {Text(at)}. Make another in the app, under /profile/keys.", "api_key_revoked", "revoked"),
        ({ ExpiresAt: { } at }, _) when at <= time.GetUtcNow() => new($"The key {key.Name} expired at {Text(at)}. Make another in the app, under /profile/keys.", "api_key_expired", "expired"),
        ({ }, { IsPaused: true }) => new($"The account of the key {key.Name} is paused. An administrator can resume it.", "account_paused", "paused"),
        ({ }, { }) => null,
        _ => new("The key is unknown. Keys are made in the app, under /profile/keys.", "invalid_api_key", "unknown"),
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
