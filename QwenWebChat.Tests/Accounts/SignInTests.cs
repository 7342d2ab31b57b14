using System.Net;
using System.Net.WebSockets;
using System.Text;
using QwenWebChat.App.Accounts;

namespace QwenWebChat.Tests.Accounts;

/// <summary>Who gets in with which name and password, and how sessions end.</summary>
[Slow]
public sealed class SignInTests : IAsyncLifetime
{
    private readonly CookieContainer _cookies = new();
    private TeamApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TeamApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("bob")]
    [InlineData("BOB")]
    [InlineData(" bob ")]
    public async Task SignIn_RightPassword_IsInWhateverTheCaseOfTheName(string name)
    {
        using HttpClient browser = _app.OpenBrowser(_cookies);

        using HttpResponseMessage response = await SendAsync(browser, name, TeamApp.PasswordOf("bob"));

        Assert.Equal((HttpStatusCode.Redirect, "/"), (response.StatusCode, TeamApp.PathOf(response)));
        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), value => value.StartsWith("qwenwebchat-account=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("bob", (await TeamApp.PageAsync(browser, "/")).QuerySelector("[data-testid=profile-link]")?.TextContent.Trim());
    }

    [Theory]
    [InlineData("bob", "wrong password of bob")]
    [InlineData("nobody", "wrong password of bob")]
    [InlineData("bob", "")]
    [InlineData("", "")]
    public async Task SignIn_WrongNameOrPassword_GetsTheSameAnswer(string name, string password)
    {
        using HttpClient browser = _app.OpenBrowser();

        using HttpResponseMessage response = await SendAsync(browser, name, password);

        Assert.Equal("The name or the password is wrong.", await TeamApp.ProblemAsync(response));
        Assert.DoesNotContain(response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set) ? set : [], value => value.StartsWith("qwenwebchat-account=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bob")]
    [InlineData("nobody")]
    public async Task SignIn_SixthTry_IsLockedForEveryName(string name)
    {
        using HttpClient browser = _app.OpenBrowser();
        for (int count = 0; count < SignInAttempts.MaxFailures; count++)
        {
            using HttpResponseMessage wrong = await SendAsync(browser, name, "wrong");
        }

        using HttpResponseMessage response = await SendAsync(browser, name, TeamApp.PasswordOf("bob"));

        Assert.Equal("There were too many tries. Try again in 5 minutes.", await TeamApp.ProblemAsync(response));
    }

    [Theory]
    [InlineData("/documents", "/documents")]
    [InlineData("/?a=b", "/")]
    [InlineData("//attacker.example", "/")]
    [InlineData("/\\attacker.example", "/")]
    [InlineData("https://attacker.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/\r\nSet-Cookie: a=b", "/")]
    public async Task SignIn_ReturnUrl_StaysInTheApp(string address, string path)
    {
        using HttpClient browser = _app.OpenBrowser();

        using HttpResponseMessage response = await TeamApp.PostAsync(
            browser, $"{AccountPaths.SignIn}?returnUrl={Uri.EscapeDataString(address)}", "sign-in", ("Name", "bob"), ("Password", TeamApp.PasswordOf("bob")));

        Assert.Equal((HttpStatusCode.Redirect, path), (response.StatusCode, TeamApp.PathOf(response)));
        Assert.True(response.Headers.Location is { IsAbsoluteUri: false } || response.Headers.Location!.Authority == _app.Address.Authority);
    }

    [Fact]
    public async Task Get_PageByNobody_LeadsToSignInAndBack()
    {
        using HttpClient browser = _app.OpenBrowser();

        using HttpResponseMessage response = await browser.GetAsync(new Uri("/documents?x=1", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.Redirect, AccountPaths.SignIn), (response.StatusCode, TeamApp.PathOf(response)));
        Assert.Contains("returnUrl=%2Fdocuments%3Fx%3D1", response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_EndsThisBrowsersSessionAlone()
    {
        using HttpClient browser = await _app.SignInAsync("bob", _cookies);
        using HttpClient other = await _app.SignInAsync("bob");
        using ClientWebSocket page = await ConnectAsync(_cookies);

        using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.Profile, "sign-out");

        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(response));
        await AssertClosedAsync(page);
        await AssertSignedInAsync(browser, false);
        await AssertSignedInAsync(other, true);
    }

    [Fact]
    public async Task SignOut_CopyOfTheCookie_NoLongerCounts()
    {
        using HttpClient browser = await _app.SignInAsync("bob", _cookies);
        CookieContainer copies = new();
        copies.Add(_cookies.GetAllCookies());
        using HttpClient thief = _app.OpenBrowser(copies);
        await AssertSignedInAsync(thief, true);

        using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.Profile, "sign-out");

        await AssertSignedInAsync(thief, false);
    }

    [Fact]
    public async Task SignOutEverywhere_EndsAllSessionsAndTheirPages()
    {
        using HttpClient browser = await _app.SignInAsync("bob");
        using HttpClient other = await _app.SignInAsync("bob", _cookies);
        using HttpClient colleague = await _app.SignInAsync("eve");
        using ClientWebSocket page = await ConnectAsync(_cookies);

        using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.Profile, "sign-out-everywhere");

        await AssertClosedAsync(page);
        await AssertSignedInAsync(browser, false);
        await AssertSignedInAsync(other, false);
        await AssertSignedInAsync(colleague, true);
    }

    [Fact]
    public async Task ChangePassword_EndsTheOtherSessions()
    {
        const string changed = "seven boats leave before noon";
        using HttpClient browser = await _app.SignInAsync("bob");
        using HttpClient other = await _app.SignInAsync("bob");

        using HttpResponseMessage wrong = await TeamApp.PostAsync(browser, AccountPaths.Profile, "change-password", ("Current", "wrong"), ("Password", changed), ("Again", changed));
        Assert.Equal("The current password is wrong.", await TeamApp.ProblemAsync(wrong));
        using HttpResponseMessage right = await TeamApp.PostAsync(browser, AccountPaths.Profile, "change-password", ("Current", TeamApp.PasswordOf("bob")), ("Password", changed), ("Again", changed));

        Assert.Equal(AccountPaths.Profile, TeamApp.PathOf(right));
        await AssertSignedInAsync(browser, true);
        await AssertSignedInAsync(other, false);
        using HttpResponseMessage again = await SendAsync(_app.OpenBrowser(), "bob", changed);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
    }

    [Fact]
    public async Task Connect_WithoutASession_IsNotAPage()
    {
        using ClientWebSocket socket = new();

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(SocketAddress(), Cancellation));
    }

    [Fact]
    public async Task Cookie_Forged_IsNobody()
    {
        using HttpClient browser = _app.OpenBrowser(_cookies);
        _cookies.Add(_app.Address, new Cookie("qwenwebchat-account", "CfDJ8forged"));

        await AssertSignedInAsync(browser, false);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient browser, string name, string password) =>
        TeamApp.PostAsync(browser, AccountPaths.SignIn, "sign-in", ("Name", name), ("Password", password));

    private static async Task AssertSignedInAsync(HttpClient browser, bool isSignedIn)
    {
        using HttpResponseMessage response = await browser.GetAsync(new Uri("/export/all.json", UriKind.Relative), Cancellation);
        Assert.Equal(isSignedIn ? HttpStatusCode.OK : HttpStatusCode.Redirect, response.StatusCode);
    }

    // The connection of a page: SignalR's handshake over a WebSocket.
    private async Task<ClientWebSocket> ConnectAsync(CookieContainer cookies)
    {
        ClientWebSocket socket = new();
        socket.Options.Cookies = cookies;
        await socket.ConnectAsync(SocketAddress(), Cancellation);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        byte[] answer = new byte[100];
        WebSocketReceiveResult received = await socket.ReceiveAsync(answer, Cancellation);
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(answer, 0, received.Count));
        return socket;
    }

    private static async Task AssertClosedAsync(ClientWebSocket socket)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(WaitLimit.Value);
        byte[] rest = new byte[1000];
        try
        {
            while ((await socket.ReceiveAsync(rest, limit.Token)).MessageType != WebSocketMessageType.Close)
            {
                // Pings come until it ends.
            }
        }
        catch (WebSocketException)
        {
            // Ended without a farewell.
        }

        Assert.False(limit.IsCancellationRequested);
    }

    private Uri SocketAddress() => new UriBuilder(_app.Address) { Scheme = "ws", Path = "/_blazor" }.Uri;
}
