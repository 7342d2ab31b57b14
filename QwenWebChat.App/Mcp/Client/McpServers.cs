using Microsoft.Extensions.Options;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>Connects to all servers of the settings in the background, each independent of the others.</summary>
internal sealed class McpServers(IOptions<McpOptions> options, ToolServers board, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        McpConnection[] connections = [.. options.Value.Servers.Select(server => new McpConnection(server.Key, server.Value, options.Value, board, time, loggers))];
        return Task.WhenAll(connections.Select(connection => Task.Run(() => connection.RunAsync(stoppingToken), CancellationToken.None)));
    }
}
