using ModelContextProtocol.Client;
using QwenWebChat.App.Outbound;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>Creates the transport to a server.</summary>
internal static class McpTransport
{
    public static IClientTransport Create(string name, McpServerSettings settings, OutboundConnector outbound, ILoggerFactory loggers)
    {
        if (settings.Command is not null)
        {
            return new ProgramTransport(name, settings, loggers);
        }

        HttpClientTransportOptions http = new()
        {
            Name = name,
            Endpoint = new Uri(settings.Url!),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = settings.Headers,
            // The list of tools is asked for regularly; so no connection need be held open for its changes.
            EnableStandaloneGetStream = false,
        };
        return new HttpClientTransport(http, new HttpClient(new LimitedResponses(outbound.CreateHandler())) { Timeout = Timeout.InfiniteTimeSpan }, loggers, ownsHttpClient: true);
    }
}
