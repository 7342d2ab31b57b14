using System.Net;

namespace QwenWebChat.Tests.Hosting;

/// <summary>Whose pages may open circuits: this host's own alone.</summary>
[Slow]
public sealed class OwnOriginTests(WebAppTests.SharedApp app) : IClassFixture<WebAppTests.SharedApp>
{
    [Theory]
    [InlineData("http://attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:81", HttpStatusCode.Forbidden)]
    [InlineData("https://localhost", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost.attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost", HttpStatusCode.OK)]
    [InlineData("http://LOCALHOST:80", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task Negotiate_ByOrigin_IsAnsweredToOwnPagesAlone(string? origin, HttpStatusCode status)
    {
        Assert.Equal(status, await SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", origin));
    }

    [Theory]
    [InlineData("/_blazor?id=none")]
    [InlineData("/_Blazor?id=none")]
    [InlineData("/_blazor/")]
    public async Task OpenSocket_ForeignOrigin_IsForbidden(string path)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Get, path, "http://attacker.example"));
    }

    [Fact]
    public async Task GetPage_ForeignOrigin_IsNotAsked()
    {
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Get, "/", "http://attacker.example"));
    }

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string? origin)
    {
        using HttpClient client = app.CreateClient();
        using HttpRequestMessage request = new(method, path);
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
