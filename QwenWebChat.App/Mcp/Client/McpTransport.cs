using ModelContextProtocol.Client;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>Creates the transport to a server.</summary>
internal static class McpTransport
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(2);

    public static IClientTransport Create(string name, McpServerSettings settings, ILoggerFactory loggers)
    {
        if (settings.Command is { } command)
        {
            Dictionary<string, string?> environment = StdioClientTransportOptions.GetDefaultEnvironmentVariables();
            foreach ((string key, string value) in settings.Environment)
            {
                environment[key] = value;
            }

            // The program does not inherit the app's own variables: they may hold secrets.
            return new StdioClientTransport(
                new StdioClientTransportOptions { Name = name, Command = command, Arguments = [.. settings.Arguments], EnvironmentVariables = environment, InheritEnvironmentVariables = false, ShutdownTimeout = ShutdownTime }, loggers);
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
        return new HttpClientTransport(http, new HttpClient(new LimitedResponses(new SocketsHttpHandler())) { Timeout = Timeout.InfiniteTimeSpan }, loggers, ownsHttpClient: true);
    }
}
