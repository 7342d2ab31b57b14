using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Api;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Keys;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Keys;

/// <summary>Requests with keys, in an app with accounts.</summary>
[Slow]
public sealed class KeyAccessTests : IAsyncLifetime
{
    private const string Chat = """{"messages":[{"role":"user","content":"hi"}],"max_tokens":5}""";

    private TeamApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TeamApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("Authorization", "Bearer {0}", HttpStatusCode.OK)]
    [InlineData("authorization", "bearer {0}", HttpStatusCode.OK)]
    [InlineData("x-api-key", "{0}", HttpStatusCode.OK)]
    [InlineData("Authorization", "Basic {0}", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Bearer {0}0", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Bearer ", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Bearer unused", HttpStatusCode.Unauthorized)]
    [InlineData("x-other", "{0}", HttpStatusCode.Unauthorized)]
    public async Task Models_WithAHeader_AreServedForTheKeyAlone(string header, string value, HttpStatusCode status)
    {
        string key = await _app.CreateKeyAsync(TeamApp.Member);
        HttpClient program = _app.OpenProgram(null);
        program.DefaultRequestHeaders.TryAddWithoutValidation(header, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, key));

        (HttpStatusCode found, string body) = await GetAsync(program, "/v1/models");

        Assert.Equal(status, found);
        Assert.Equal(status == HttpStatusCode.Unauthorized, body.Contains("invalid_api_key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "error", "message")]
    [InlineData("/v1/messages", "error", "message")]
    [InlineData("/api/chat", "error", null)]
    public async Task Chat_RefusedKeys_AreErrorsOfTheFormatWithTheirOwnMessages(string path, string outer, string? inner)
    {
        string expired = await _app.CreateKeyAsync(TeamApp.Member, name: "expired");
        await SetAsync("expired", row => row.SetProperty(to => to.ExpiresAt, TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1)));
        string revoked = await _app.CreateKeyAsync(TeamApp.Member, name: "revoked");
        await _app.Services.GetRequiredService<ApiKeyStore>().RevokeAsync(Key("revoked").Id, null, Cancellation);
        string paused = await _app.CreateKeyAsync(TeamApp.OtherMember, name: "paused");
        Assert.Null(await _app.Accounts.SetPausedAsync(_app.IdOf(TeamApp.OtherMember), isPaused: true));
        string documents = await _app.CreateKeyAsync(TeamApp.Member, ApiScopes.Documents, name: "documents");

        Assert.Contains("The key expired expired at ", await MessageAsync(expired, HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        Assert.Contains("The key revoked was revoked at ", await MessageAsync(revoked, HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        Assert.Contains("The account of the key paused is paused.", await MessageAsync(paused, HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        Assert.Contains("This request needs a key with the scope chat; the key documents has documents.", await MessageAsync(documents, HttpStatusCode.Forbidden), StringComparison.Ordinal);

        async Task<string> MessageAsync(string key, HttpStatusCode status)
        {
            using HttpResponseMessage response = await _app.OpenProgram(key).PostAsync(new Uri(path, UriKind.Relative), new StringContent(Chat, Encoding.UTF8, "application/json"), Cancellation);
            Assert.Equal(status, response.StatusCode);
            System.Text.Json.JsonElement error = (await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Cancellation)).GetProperty(outer);
            return (inner is null ? error : error.GetProperty(inner)).GetString()!;
        }
    }

    [Fact]
    public async Task Pause_AndResume_StopAndAdmitTheKeysAtOnce()
    {
        HttpClient program = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Member));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(program, "/v1/models")).Status);

        Assert.Null(await _app.Accounts.SetPausedAsync(_app.IdOf(TeamApp.Member), isPaused: true));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(program, "/v1/models")).Status);
        Assert.Null(await _app.Accounts.SetPausedAsync(_app.IdOf(TeamApp.Member), isPaused: false));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(program, "/v1/models")).Status);
    }

    [Fact]
    public async Task Delete_Account_StopsItsKeys()
    {
        HttpClient program = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Member));

        Assert.Null(await _app.Accounts.DeleteAsync(_app.IdOf(TeamApp.Member)));

        (HttpStatusCode status, string body) = await GetAsync(program, "/v1/models");
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("The key is unknown", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_WithoutAKey_OpensNoApi()
    {
        HttpClient administrator = await _app.SignInAsync(TeamApp.Administrator);

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(administrator, "/v1/models")).Status);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/profile")]
    [InlineData("/profile/keys")]
    [InlineData("/admin")]
    [InlineData("/admin/audit.csv")]
    [InlineData("/export/all.json")]
    [InlineData("/_blazor")]
    public async Task Key_OfAnAdministratorWithEveryScope_OpensNoPage(string path)
    {
        HttpClient program = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Administrator, ApiScopes.Chat | ApiScopes.Documents | ApiScopes.Figures));

        using HttpResponseMessage response = await program.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (response.StatusCode, TeamApp.PathOf(response)));
    }

    [Fact]
    public async Task Files_OfAnotherMember_AreNotFound()
    {
        string id = await UploadAsync(TeamApp.Member);
        HttpClient bob = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Member, ApiScopes.Documents | ApiScopes.Chat));
        HttpClient eve = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.OtherMember, ApiScopes.Documents | ApiScopes.Chat));

        foreach (string path in (string[])[$"/v1/files/{id}", $"/v1/files/{id}/content", $"/v1/summaries?file_id={id}"])
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(bob, path)).Status);
            (HttpStatusCode status, string body) = await GetAsync(eve, path);
            // A list of the summaries of an unknown document is empty.
            Assert.True(status == HttpStatusCode.NotFound || body.Contains("\"data\":[]", StringComparison.Ordinal), $"{path}: {status} {body}");
        }

        Assert.Contains(id, (await GetAsync(bob, "/v1/files")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(id, (await GetAsync(eve, "/v1/files")).Body, StringComparison.Ordinal);
        using HttpResponseMessage deleted = await eve.DeleteAsync(new Uri($"/v1/files/{id}", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, deleted.StatusCode);
        (HttpStatusCode chat, string answer) = await PostAsync(eve, "/v1/chat/completions", WithFile(id));
        Assert.True(chat == HttpStatusCode.NotFound, answer);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(eve, "/v1/summaries", $$"""{"file_id":"{{id}}"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(bob, $"/v1/files/{id}")).Status);
    }

    [Fact]
    public async Task Chat_WithAStoredFile_NeedsTheScopeOfDocumentsToo()
    {
        string id = await UploadAsync(TeamApp.Member);
        HttpClient program = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Member));

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(program, "/v1/chat/completions", Chat)).Status);
        (HttpStatusCode status, string body) = await PostAsync(program, "/v1/chat/completions", WithFile(id));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("needs a key with the scope documents", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_OfAKey_IsNotedWithItsAddress()
    {
        HttpClient program = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Member));
        Assert.Null(Key("ci").LastUsedAt);

        await GetAsync(program, "/v1/models");

        Assert.NotNull(Key("ci").LastUsedAt);
        Assert.Contains(Key("ci").LastAddress, (string[])["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
    }

    [Theory]
    [InlineData(TeamApp.Administrator, ApiScopes.Figures, HttpStatusCode.OK)]
    [InlineData(TeamApp.Administrator, ApiScopes.Chat | ApiScopes.Documents, HttpStatusCode.Forbidden)]
    [InlineData(TeamApp.Member, ApiScopes.Chat, HttpStatusCode.Forbidden)]
    [InlineData(null, ApiScopes.None, HttpStatusCode.Unauthorized)]
    public async Task Figures_WithAKey_AreTheAdministrators(string? owner, ApiScopes scopes, HttpStatusCode status)
    {
        HttpClient program = _app.OpenProgram(owner is null ? ApiKeyText.Create() : await _app.CreateKeyAsync(owner, scopes));
        // A request through a proxy: without a key the metrics are this machine's alone.
        program.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");

        Assert.Equal(status, (await GetAsync(program, "/metrics")).Status);
        Assert.Equal(status, (await GetAsync(program, "/admin/requests.csv")).Status);
        program.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(program, "/metrics")).Status);
    }

    [Fact]
    public async Task Figures_OfAnAdministratorWhoBecameAMember_AreClosed()
    {
        Assert.Null(await _app.Accounts.SetRoleAsync(_app.IdOf(TeamApp.Member), AccountRole.Administrator));
        HttpClient program = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Member, ApiScopes.Figures));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(program, "/metrics")).Status);

        Assert.Null(await _app.Accounts.SetRoleAsync(_app.IdOf(TeamApp.Member), AccountRole.Member));

        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(program, "/metrics")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(program, "/admin/requests.csv")).Status);
    }

    private static string WithFile(string id) =>
        """{"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"file","file":{"file_id":"ID"}}]}],"max_tokens":5}""".Replace("ID", id, StringComparison.Ordinal);

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(HttpClient client, string path, string json)
    {
        using HttpResponseMessage response = await client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(json, Encoding.UTF8, "application/json"), Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<string> UploadAsync(string owner)
    {
        DocumentDesk desk = _app.Services.GetRequiredService<DocumentDesk>();
        Document document = await desk.UploadAsync(_app.IdOf(owner), "coins.txt", new MemoryStream(Encoding.UTF8.GetBytes("Eleven coins."), writable: false), Cancellation);
        await desk.WhenReadAsync(_app.IdOf(owner), document.Id, Cancellation);
        return ObjectIds.Files.Of(document.Id);
    }

    private ApiKey Key(string name)
    {
        using ChatDbContext context = CreateContext();
        return context.ApiKeys.Single(row => row.Name == name);
    }

    private async Task SetAsync(string name, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<ApiKey>> change)
    {
        using ChatDbContext context = CreateContext();
        await context.ApiKeys.Where(row => row.Name == name).ExecuteUpdateAsync(change, Cancellation);
    }

    private ChatDbContext CreateContext() => _app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
}
