using System.Net.Sockets;
using System.Text;

namespace QwenWebChat.Tests.Hosting;

/// <summary>A request whose body never comes whole: the server goes on serving it.</summary>
internal sealed class StalledRequest : IDisposable
{
    private readonly TcpClient _client = new();

    private StalledRequest()
    {
    }

    public static async Task<StalledRequest> SendAsync(Uri url)
    {
        StalledRequest request = new();
        await request._client.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = request._client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"),
            TestContext.Current.CancellationToken);
        // The server asks for the body once it reads the form, and then waits for it.
        byte[] answer = new byte[64];
        await stream.ReadAtLeastAsync(answer, "HTTP/1.1 100".Length, cancellationToken: TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(answer), StringComparison.Ordinal);
        return request;
    }

    public void Dispose() => _client.Dispose();
}
