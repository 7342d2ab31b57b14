using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>Signs in everybody at this machine as the local account, while the app has no accounts and no other machine can reach it.</summary>
internal sealed class LocalAccountHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessState access, AccountDirectory accounts)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Local";

    /// <summary>The answer to a request that comes through a proxy.</summary>
    public const string OnlyFromHere = "This app has no accounts yet and answers only its own machine. Open it there and choose Add accounts, or run the command: admin create NAME.";

    /// <summary>Creates the local account as it is without signing in.</summary>
    public static SessionAccount LocalAccount(AccountDirectory accounts) => new(Account.LocalId, accounts.Find(Account.LocalId)?.Name ?? "", AccountRole.Administrator);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        access.Mode == AccessMode.Open && RequestSource.MayBeFromHere(Context)
            ? AuthenticateResult.Success(new AuthenticationTicket(AccountClaims.Create(LocalAccount(accounts), SchemeName), SchemeName))
            : AuthenticateResult.NoResult());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => PlainRefusal.WriteAsync(Context, StatusCodes.Status403Forbidden, OnlyFromHere);
}
