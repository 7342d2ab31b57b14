using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Outbound;

/// <summary>
/// Connects to addresses that people entered, after a look at where they lead: to this machine and private networks only if the
/// settings name the host. Each connection is checked, and made to the very address that was checked, so that neither a redirect nor
/// a name whose address changes leads elsewhere.
/// </summary>
/// <param name="resolve">Finds the addresses of a host; default: the system's resolver.</param>
internal sealed class OutboundConnector(IOptions<OutboundOptions> options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly NamedHosts _named = NamedHosts.Parse(options.Value.PrivateHosts);
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>Creates a handler whose connections are checked.</summary>
    public SocketsHttpHandler CreateHandler() => new() { ConnectCallback = ConnectAsync };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        DnsEndPoint target = context.DnsEndPoint;
        IPAddress[] found = IPAddress.TryParse(target.Host, out IPAddress? literal) ? [literal] : await _resolve(target.Host, cancellationToken).ConfigureAwait(false);
        IPAddress[] allowed = [.. found.Where(address => !PrivateAddresses.Contain(address) || _named.Contain(target.Host, address) || IsProxy(context))];
        if (allowed.Length == 0)
        {
            throw found.Length > 0 ? new PrivateAddressException(target.Host, found[0]) : new SocketException((int)SocketError.HostNotFound);
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The environment of the app names its proxy, which has rules of its own.
    private static bool IsProxy(SocketsHttpConnectionContext context) =>
        context.InitialRequestMessage.RequestUri is { } address && HttpClient.DefaultProxy.GetProxy(address) is { } proxy
        && proxy.IdnHost.Equals(context.DnsEndPoint.Host, StringComparison.OrdinalIgnoreCase) && proxy.Port == context.DnsEndPoint.Port;
}
