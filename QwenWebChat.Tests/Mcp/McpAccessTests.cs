using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Keys;

namespace QwenWebChat.Tests.Mcp;

/// <summary>Requests of <c>/mcp</c> that are refused before the protocol, and bodies that are not of it.</summary>
[Slow]
public sealed class McpAccessTests
{
    private const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_WithAccounts_NeedsAKey()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        string key = await app.CreateKeyAsync(TeamApp.Member, ApiScopes.Documents);

        HttpRequestException refused = await Assert.ThrowsAnyAsync<HttpRequestException>(() => McpApp.ConnectAsync(app.Address));
        await using McpClient client = await McpApp.ConnectAsync(app.Address, new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" });

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(5, (await client.ListToolsAsync(cancellationToken: Cancellation)).Count);
    }

    [Fact]
    public async Task Call_WithAMembersKey_FindsTheDocumentsOfThatMemberAlone()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        DocumentDesk desk = app.Services.GetRequiredService<DocumentDesk>();
        foreach (string name in (string[])[TeamApp.Member, TeamApp.OtherMember])
        {
            Document document = await desk.UploadAsync(app.IdOf(name), $"of {name}.txt", new MemoryStream(Encoding.UTF8.GetBytes("zebras"), writable: false), Cancellation);
            await desk.WhenReadAsync(app.IdOf(name), document.Id, Cancellation);
        }

        string key = await app.CreateKeyAsync(TeamApp.Member, ApiScopes.Documents);
        await using McpClient client = await McpApp.ConnectAsync(app.Address, new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" });

        string list = JsonSerializer.Serialize(await client.CallToolAsync("list_documents", cancellationToken: Cancellation));

        Assert.Contains("of bob.txt", list, StringComparison.Ordinal);
        Assert.DoesNotContain("of eve.txt", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WithoutAKey_IsAnErrorOfJsonRpc()
    {
        await using TeamApp app = await TeamApp.StartAsync();

        (HttpStatusCode status, string body, HttpResponseMessage response) = await PostAsync(app.Address, Initialize);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.StartsWith("""{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"A key is needed""", body, StringComparison.Ordinal);
        Assert.True(response.Headers.Contains("x-request-id"));
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("https://tools.example", HttpStatusCode.OK)]
    public async Task Post_FromAPage_OnlyIfItsOriginIsListed(string origin, HttpStatusCode expected)
    {
        await using McpApp app = new("unused", new Dictionary<string, string> { ["Api:Origins:0"] = "https://tools.example" });

        (HttpStatusCode status, _, HttpResponseMessage response) = await PostAsync(app.Address, Initialize, origin);

        Assert.Equal(expected, status);
        Assert.Equal(expected == HttpStatusCode.OK, response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task OtherMethods_AreRefusedByName()
    {
        await using McpApp app = new("unused");
        using HttpClient http = new() { BaseAddress = app.Address };
        foreach (HttpMethod method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            using HttpRequestMessage request = new(method, "mcp");
            using HttpResponseMessage response = await http.SendAsync(request, Cancellation);

            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.Contains("use POST", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        using HttpResponseMessage unknown = await http.GetAsync(new Uri("mcp/other", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Post_WhateverIsNotJsonRpc_IsAClientError()
    {
        await using McpApp app = new("unused");
        string[] bodies =
        [
            "", "nonsense", "[]", "{}", "null", "5", "\"text\"", "{\"jsonrpc\":\"2.0\"}", "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}", new string('[', 100_000), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":[]}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":7}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"search_documents\",\"arguments\":[]}}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\ud800\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"search_documents\",\"arguments\":{\"query\":\"\\ud800\\u0000\"}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"clientInfo\":\"\\ud800\"}}",
            "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"unknown/method\"}",
        ];
        foreach (string body in bodies)
        {
            (HttpStatusCode status, string answer, _) = await PostAsync(app.Address, body);

            Assert.True((int)status < 500, $"{body[..Math.Min(80, body.Length)]}: {status} {answer}");
            Assert.True(answer.Contains("error", StringComparison.OrdinalIgnoreCase), $"{body[..Math.Min(80, body.Length)]}: {status} {answer}");
        }
    }

    [Fact]
    public async Task Post_BodyBeyondTheLimit_Is413()
    {
        await using McpApp app = new("unused", new Dictionary<string, string> { ["Api:MaxBodyMegabytes"] = "1" });

        (HttpStatusCode status, string answer, _) = await PostAsync(app.Address, $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{{\"pad\":\"{new string('x', 2 << 20)}\"}}}}");

        Assert.True(status == HttpStatusCode.RequestEntityTooLarge, $"{status} {answer}");
    }

    private static async Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> PostAsync(Uri address, string body, string? origin = null)
    {
        using HttpClient http = new() { BaseAddress = address };
        using HttpRequestMessage request = new(HttpMethod.Post, "mcp") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        HttpResponseMessage response = await http.SendAsync(request, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation), response);
    }
}
