using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace QwenWebChat.App.Accounts.Provider;

/// <summary>
/// OpenID Connect with the provider of the settings: the code flow with PKCE. The authentication scheme exists only where a
/// provider is set.
/// </summary>
internal sealed class ProviderScheme(IOptions<ProviderOptions> settings) : IConfigureOptions<AuthenticationOptions>, IConfigureNamedOptions<OpenIdConnectOptions>
{
    public const string Name = "Provider";

    // People wait for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private ProviderOptions Settings => settings.Value;

    public void Configure(AuthenticationOptions options)
    {
        if (Settings.IsOn)
        {
            options.AddScheme<OpenIdConnectHandler>(Name, null);
        }
    }

    public void Configure(OpenIdConnectOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        if (name != Name)
        {
            return;
        }

        options.Authority = Settings.Authority;
        options.ClientId = Settings.ClientId;
        options.ClientSecret = Settings.ClientSecret is { Length: > 0 } secret ? secret : null;
        options.RequireHttpsMetadata = Settings.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        options.ResponseType = OpenIdConnectResponseType.Code;
        // The answer comes as a redirect, to which the cookies of the sign-in are sent although they are SameSite=Lax.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.CallbackPath = AccountPaths.ProviderCallback;
        options.RemoteSignOutPath = default;
        options.SignedOutCallbackPath = default;
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.BackchannelTimeout = Patience;
        options.MapInboundClaims = false;
        options.DisableTelemetry = true;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.TokenValidationParameters.ClockSkew = ClockSkew;
        SetScopesAndClaims(options);
        SetCookie(options.CorrelationCookie, "qwenwebchat-provider.");
        SetCookie(options.NonceCookie, "qwenwebchat-nonce.");
        options.Events.OnTokenValidated = RequireSignatureAsync;
        options.Events.OnTicketReceived = context => Of(context.HttpContext).ReceiveAsync(context);
        options.Events.OnRemoteFailure = context => Of(context.HttpContext).FailAsync(context);
        options.Events.OnAccessDenied = context => Of(context.HttpContext).DenyAsync(context);
    }

    private static ProviderSignIn Of(HttpContext http) => http.RequestServices.GetRequiredService<ProviderSignIn>();

    // The handler takes an unsigned token that comes from the provider itself, as the standard allows: over HTTPS there is no doubt who
    // sent it. On this machine HTTPS is not required, and a provider that never signs is misconfigured.
    private static Task RequireSignatureAsync(TokenValidatedContext context)
    {
        if (context.SecurityToken.SignatureAlgorithm is null or "" or SecurityAlgorithms.None)
        {
            context.Fail(new SecurityTokenInvalidSignatureException("The token has no signature."));
        }

        return Task.CompletedTask;
    }

    private static void SetCookie(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    private void SetScopesAndClaims(OpenIdConnectOptions options)
    {
        options.Scope.Clear();
        foreach (string scope in (string[])["openid", "profile", .. Settings.Scopes])
        {
            options.Scope.Add(scope);
        }

        // The issuer is half of a person's identity, and is deleted by default.
        options.ClaimActions.Remove("iss");
        options.ClaimActions.MapUniqueJsonKey("preferred_username", "preferred_username");
        options.ClaimActions.MapUniqueJsonKey("nickname", "nickname");
        if (Settings.RoleClaim.Length > 0)
        {
            options.ClaimActions.MapJsonKey(Settings.RoleClaim, Settings.RoleClaim);
        }
    }
}
