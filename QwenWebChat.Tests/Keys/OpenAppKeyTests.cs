using System.Net;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Keys;

/// <summary>Keys in an app without accounts, which needs none, and in one that waits for its administrator.</summary>
[Slow]
public sealed class OpenAppKeyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Models_InAnOpenApp_NeedNoKeyAndRefuseAWrongOne()
    {
        await using TeamApp app = TeamApp.StartEmpty();
        string key = await CreateAsync(app, ApiScopes.Chat);
        string documents = await CreateAsync(app, ApiScopes.Documents);

        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, null));
        // The packages of others want a text, whatever it is.
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, "unused"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, key));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(app, ApiKeyText.Create()));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(app, documents));
    }

    [Fact]
    public async Task Models_InAnOpenAppThroughAProxy_NeedAKey()
    {
        await using TeamApp app = TeamApp.StartEmpty();
        string key = await CreateAsync(app, ApiScopes.Chat);

        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(app, null, "X-Forwarded-For"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(app, key, "X-Forwarded-For"));
    }

    [Fact]
    public async Task Models_BeforeTheSetUp_AreServedToNobody()
    {
        await using TeamApp app = TeamApp.StartEmpty(isReachable: true);
        string key = await CreateAsync(app, ApiScopes.Chat | ApiScopes.Figures);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync(app, key));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync(app, null));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(app, key, "X-Forwarded-For", "/metrics"));
    }

    private static async Task<string> CreateAsync(TeamApp app, ApiScopes scopes)
    {
        (string? key, ApiKeyFault? fault) = await app.Services.GetRequiredService<ApiKeyStore>().CreateAsync(Account.LocalId, scopes.ToString(), scopes, null, Cancellation);
        Assert.Null(fault);
        return key!;
    }

    private static async Task<HttpStatusCode> GetAsync(TeamApp app, string? key, string? header = null, string path = "/v1/models")
    {
        HttpClient program = app.OpenProgram(key);
        if (header is not null)
        {
            program.DefaultRequestHeaders.Add(header, "192.0.2.1");
        }

        using HttpResponseMessage response = await program.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return response.StatusCode;
    }
}
