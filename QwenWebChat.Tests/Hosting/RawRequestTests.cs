using System.Net.Sockets;
using System.Text;

namespace QwenWebChat.Tests.Hosting;

/// <summary>Requests that no client library sends, to the built app over a socket.</summary>
[Slow]
public sealed class RawRequestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Send_WithoutAHostOrABody_IsAnsweredByTheRules()
    {
        await using AppProcess app = new(Path.Combine(_folder, "chat.db"));
        Uri url = await app.ListenAsync();
        string host = $"Host: {url.Authority}\r\n";

        Assert.StartsWith("HTTP/1.1 400", await SendAsync(url, "GET / HTTP/1.1\r\nHost:\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await SendAsync(url, "GET / HTTP/1.0\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404", await SendAsync(url, $"POST /no-such-page HTTP/1.1\r\n{host}Content-Length: 0\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403", await SendAsync(url, SocketRequest(host, "http://attacker.example"), isHeadOnly: true), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101", await SendAsync(url, SocketRequest(host, $"http://{url.Authority}"), isHeadOnly: true), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101", await SendAsync(url, SocketRequest(host, null), isHeadOnly: true), StringComparison.Ordinal);
        string head = await SendAsync(url, $"HEAD / HTTP/1.1\r\n{host}");
        Assert.StartsWith("HTTP/1.1 200", head, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", head, StringComparison.Ordinal);
    }

    private static string SocketRequest(string host, string? origin) =>
        $"GET /_blazor HTTP/1.1\r\n{host}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{(origin is null ? "" : $"Origin: {origin}\r\n")}";

    // The whole answer, or its first line where the connection stays open.
    private static async Task<string> SendAsync(Uri url, string head, bool isHeadOnly = false)
    {
        using TcpClient client = new();
        await client.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        string close = head.Contains("Connection:", StringComparison.Ordinal) ? "" : "Connection: close\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}{close}\r\n"), TestContext.Current.CancellationToken);
        using StreamReader reader = new(stream);
        return isHeadOnly
            ? await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? ""
            : await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
