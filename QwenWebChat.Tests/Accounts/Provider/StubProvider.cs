using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace QwenWebChat.Tests.Accounts.Provider;

/// <summary>A provider of OpenID Connect on loopback that lies as a test asks. It lets everybody in without asking.</summary>
internal sealed class StubProvider : IAsyncDisposable
{
    public const string ClientId = "qwenwebchat";

    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge)> _codes = new();
    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "one" };
    private readonly RsaSecurityKey _foreign = new(RSA.Create(2048)) { KeyId = "one" };
    private readonly WebApplication _app;

    private StubProvider()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, object>
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["userinfo_endpoint"] = $"{Issuer}/userinfo",
            ["jwks_uri"] = $"{Issuer}/jwks",
            ["response_types_supported"] = new[] { "code" },
            ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
        });
        _app.MapGet("/jwks", () => new { keys = new[] { PublicKey() } });
        _app.MapGet("/authorize", Authorize);
        _app.MapPost("/token", TokenAsync);
        _app.MapGet("/userinfo", () => UserInfo());
    }

    public string Issuer => _app.Urls.Single();

    public ProviderLie Lie { get; set; }

    /// <summary>The person who signs in.</summary>
    public Dictionary<string, object> Person { get; } = new() { ["sub"] = "person-1", ["preferred_username"] = "joe", ["email"] = "joe@example.org" };

    /// <summary>The settings of an app that uses it.</summary>
    public Dictionary<string, string> Settings(params (string Key, string Value)[] more)
    {
        Dictionary<string, string> settings = new()
        {
            ["Accounts:OpenIdConnect:Authority"] = Issuer,
            ["Accounts:OpenIdConnect:ClientId"] = ClientId,
            ["Accounts:OpenIdConnect:ClientSecret"] = "a secret of the app",
            ["Accounts:OpenIdConnect:Name"] = "Stub",
        };
        foreach ((string key, string value) in more)
        {
            settings[key.StartsWith("Accounts:", StringComparison.Ordinal) ? key : $"Accounts:OpenIdConnect:{key}"] = value;
        }

        return settings;
    }

    public static async Task<StubProvider> StartAsync()
    {
        StubProvider provider = new();
        await provider._app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Rsa.Dispose();
        _foreign.Rsa.Dispose();
    }

    private object PublicKey()
    {
        RSAParameters key = _key.Rsa.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = _key.KeyId, n = WebEncoders.Base64UrlEncode(key.Modulus!), e = WebEncoders.Base64UrlEncode(key.Exponent!) };
    }

    private IResult Authorize(HttpRequest request)
    {
        IQueryCollection query = request.Query;
        Assert.Equal((ClientId, "code", "S256"), (query["client_id"].ToString(), query["response_type"].ToString(), query["code_challenge_method"].ToString()));
        string code = Guid.NewGuid().ToString("N");
        _codes[code] = (query["nonce"].ToString(), query["code_challenge"].ToString());
        return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"].ToString(), new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        IFormCollection form = await request.ReadFormAsync();
        if (Lie == ProviderLie.TokenError || !_codes.TryRemove(form["code"].ToString(), out (string Nonce, string Challenge) asked)
            || WebEncoders.Base64UrlEncode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked.Challenge)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        return Lie switch
        {
            ProviderLie.TokenNonsense => Results.Text("<html>welcome</html>", "text/html"),
            ProviderLie.NoIdToken => Results.Json(new { access_token = "a", token_type = "Bearer" }),
            _ => Results.Json(new { access_token = "a", token_type = "Bearer", expires_in = 60, id_token = Token(asked.Nonce) }),
        };
    }

    private string Token(string nonce)
    {
        Dictionary<string, object> claims = new(Person);
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        DateTime begin = Lie switch { ProviderLie.Expired => now.AddHours(-2), ProviderLie.NotYetValid => now.AddHours(1), _ => now };
        if (Lie == ProviderLie.NoSubject)
        {
            claims.Remove("sub");
        }

        if (Lie != ProviderLie.NoNonce)
        {
            claims["nonce"] = Lie == ProviderLie.WrongNonce ? "another" : nonce;
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Lie == ProviderLie.WrongIssuer ? "https://other.example" : Issuer,
            Audience = Lie == ProviderLie.ForeignAudience ? "another-app" : ClientId,
            IssuedAt = begin,
            NotBefore = begin,
            Expires = begin.AddHours(1),
            Claims = claims,
            SigningCredentials = Lie == ProviderLie.NoSignature ? null : new SigningCredentials(Lie == ProviderLie.ForeignSignature ? _foreign : _key, SecurityAlgorithms.RsaSha256),
        });
    }

    private IResult UserInfo()
    {
        Dictionary<string, object> claims = new(Person);
        if (Lie == ProviderLie.OtherSubjectInUserInfo)
        {
            claims["sub"] = "person-2";
        }

        return Results.Json(claims);
    }
}
