using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Security;

/// <summary>The connection of an open page ends with whatever ends the sign-in of its account, and cannot be made again.</summary>
[Slow]
public sealed class LiveCircuitTests : IAsyncLifetime
{
    private readonly CookieContainer _cookies = new();
    private TeamApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TeamApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("sign out")]
    [InlineData("sign out everywhere")]
    [InlineData("pause")]
    [InlineData("delete")]
    [InlineData("change the role")]
    [InlineData("set a password")]
    public async Task EndOfASession_OpenPage_IsClosedForGoodAndThoseOfOthersAreNot(string act)
    {
        CookieContainer others = new();
        using HttpClient browser = await _app.SignInAsync(TeamApp.Member, _cookies);
        using HttpClient other = await _app.SignInAsync(TeamApp.OtherMember, others);
        CookieContainer copies = new();
        copies.Add(_cookies.GetAllCookies());
        using ClientWebSocket page = await ConnectAsync(_cookies);
        using ClientWebSocket staying = await ConnectAsync(others);

        await EndAsync(act, browser);

        await AssertClosedAsync(page);
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(copies));
        Assert.Equal(WebSocketState.Open, staying.State);
        using ClientWebSocket again = await ConnectAsync(others);
    }

    [Theory]
    [InlineData("http://attacker.example")]
    [InlineData("https://{0}")]
    [InlineData("http://{0}.attacker.example")]
    [InlineData("http://localhost:1")]
    [InlineData("null")]
    public async Task Connect_ByAPageOfAnotherSiteWithTheMembersCookie_IsRefused(string origin)
    {
        using HttpClient browser = await _app.SignInAsync(TeamApp.Member, _cookies);

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(_cookies, string.Format(System.Globalization.CultureInfo.InvariantCulture, origin, _app.Address.Authority)));
        using ClientWebSocket own = await ConnectAsync(_cookies, _app.Address.GetLeftPart(UriPartial.Authority));
    }

    private async Task EndAsync(string act, HttpClient browser)
    {
        Guid id = _app.IdOf(TeamApp.Member);
        switch (act)
        {
            case "sign out" or "sign out everywhere":
                using (await TeamApp.PostAsync(browser, AccountPaths.Profile, act.Replace(' ', '-')))
                {
                    return;
                }

            case "pause":
                Assert.Null(await _app.Accounts.SetPausedAsync(id, isPaused: true));
                return;
            case "delete":
                Assert.Null(await _app.Services.GetRequiredService<AccountRemoval>().DeleteAsync(id));
                return;
            case "change the role":
                Assert.Null(await _app.Accounts.SetRoleAsync(id, AccountRole.Administrator));
                return;
            default:
                Assert.Null(await _app.Accounts.SetPasswordAsync(id, "eight boats leave before noon"));
                return;
        }
    }

    // SignalR's handshake over a WebSocket.
    private async Task<ClientWebSocket> ConnectAsync(CookieContainer cookies, string? origin = null)
    {
        ClientWebSocket socket = new();
        socket.Options.Cookies = cookies;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        await socket.ConnectAsync(new UriBuilder(_app.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, Cancellation);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        byte[] answer = new byte[100];
        WebSocketReceiveResult received = await socket.ReceiveAsync(answer, Cancellation);
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(answer, 0, received.Count));
        return socket;
    }

    private static async Task AssertClosedAsync(ClientWebSocket socket)
    {
        byte[] rest = new byte[1_000];
        Task closing = Task.Run(
            async () =>
            {
                try
                {
                    while ((await socket.ReceiveAsync(rest, Cancellation)).MessageType != WebSocketMessageType.Close)
                    {
                        // Pings come until it ends.
                    }
                }
                catch (WebSocketException)
                {
                    // Ended without a farewell.
                }
            },
            Cancellation);
        await closing.WaitAsync(WaitLimit.Value, Cancellation);
    }
}
