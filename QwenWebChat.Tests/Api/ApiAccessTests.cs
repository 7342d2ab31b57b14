using System.Net;
using System.Text;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Api;

/// <summary>Pages that may use the APIs, by their origin.</summary>
[Slow]
public sealed class ApiAccessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://tools.example", true)]
    [InlineData("https://TOOLS.example", true)]
    [InlineData("http://tools.example", false)]
    [InlineData("https://tools.example.evil", false)]
    [InlineData("null", false)]
    public async Task Chat_FromAPage_OnlyIfItsOriginIsListed(string origin, bool isAllowed)
    {
        ScriptedChatClient chat = ScriptedChatClient.Saying("Yes.");
        await using ScriptedWebApp app = new(chat, settings: new Dictionary<string, string> { ["Api:Origins:0"] = "https://tools.example" });
        using HttpClient client = app.CreateClient();
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions") { Content = Json("""{"messages":[{"role":"user","content":"hi"}]}""") };
        request.Headers.Add("Origin", origin);

        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(isAllowed, response.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? allowed) && allowed.Single() == origin);
        Assert.Equal(isAllowed ? 1 : 0, chat.Requests.Count);
    }

    [Fact]
    public async Task Chat_FromTheAppsOwnPage_IsServed()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Yes."));
        using HttpClient client = app.CreateClient();
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/models");
        request.Headers.Add("Origin", "http://localhost");

        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Preflight_ListedOrigin_AllowsTheHeadersOfTheSdksWithoutAKey()
    {
        await using TeamApp app = await TeamApp.StartAsync(new Dictionary<string, string> { ["Api:Origins:0"] = "https://tools.example" });
        HttpClient client = app.OpenBrowser();
        using HttpRequestMessage request = new(HttpMethod.Options, "/v1/chat/completions");
        request.Headers.Add("Origin", "https://tools.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,x-stainless-lang,x-stainless-retry-count");

        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("authorization,content-type,x-stainless-lang,x-stainless-retry-count", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.Contains("POST", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
        Assert.Equal("https://tools.example", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
