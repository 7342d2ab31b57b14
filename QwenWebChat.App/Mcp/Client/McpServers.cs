using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Outbound;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>
/// The servers of the settings and those that were added in the app. Each has a connection in the background, independent of the
/// others. A change is stored and takes effect at once.
/// </summary>
internal sealed class McpServers(
    IOptions<McpOptions> options, McpServerStore store, AddedPrograms programs, OutboundConnector outbound, ToolServers board, TimeProvider time, ILoggerFactory loggers) : IHostedService, IDisposable
{
    private const string SameName = "The settings have a server of this name.";

    private readonly Dictionary<string, McpConnection> _connections = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _changing = new(1, 1);
    private ImmutableList<McpServer> _all = [];

    /// <summary>Raised after a change of <see cref="All"/>, on any thread.</summary>
    public event Action? Changed;

    /// <summary>All servers, those of the settings first, without values that may be secret.</summary>
    public IReadOnlyList<McpServer> All => [.. Volatile.Read(ref _all).Select(server => server with { Settings = server.Settings.WithoutSecrets() })];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IEnumerable<McpServer> fromSettings = options.Value.Servers.OrderBy(server => server.Key, StringComparer.OrdinalIgnoreCase).Select(server => new McpServer(server.Key, server.Value) { IsFromSettings = true });
        _all = [.. fromSettings];
        IReadOnlyList<McpServer> stored = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        _all = [.. _all, .. stored.Select(server => server with { Obstacle = server.Obstacle ?? FindObstacle(server) })];
        foreach (McpServer server in _all)
        {
            Connect(server, Task.CompletedTask);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        McpConnection[] connections = [.. _connections.Values];
        await Task.WhenAll(connections.Select(connection => connection.EndAsync("The app is being stopped."))).ConfigureAwait(false);
        await Task.WhenAll(connections.Select(connection => connection.Ended)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _changing.Dispose();
        foreach (McpConnection connection in _connections.Values)
        {
            connection.Dispose();
        }
    }

    /// <exception cref="RefusedServerException">The name is taken, or a value cannot be.</exception>
    public Task AddAsync(string name, McpServerSettings settings) => ChangeAsync(async () =>
    {
        RefuseInvalid(() => McpServerRules.CheckName("Name", name));
        if (_all.Find(server => Has(server, name)) is { } same)
        {
            throw new RefusedServerException(same.IsFromSettings ? SameName : $"There is a server {same.Name} already.");
        }

        RefuseInvalid(() => McpServerRules.CheckCount("The number of servers", _all.Count + 1));
        await UseAsync(Checked(new McpServer(name, settings)), "").ConfigureAwait(false);
    });

    /// <summary>Replaces the settings of a server. An empty value of a header or variable stands for the one that is stored.</summary>
    /// <exception cref="RefusedServerException">A value cannot be, or the server is one of the settings.</exception>
    public Task UpdateAsync(string name, McpServerSettings settings) => ChangeAsync(async () =>
    {
        McpServer server = FindAdded(name);
        if (server.Settings.Url is { } before && settings.Url is { } now && !HasSameHost(before, now) && settings.Headers.FirstOrDefault(header => header.Value.Length == 0).Key is { } header)
        {
            // Otherwise a stored key could be had sent to any address.
            throw new RefusedServerException($"The address is on another host. Enter the value of {header} again.");
        }

        await UseAsync(Checked(server with { Settings = settings.WithSecretsOf(server.Settings) }), $"The server {server.Name} was changed meanwhile.").ConfigureAwait(false);
    });

    /// <summary>Switches a server on or off.</summary>
    /// <exception cref="RefusedServerException">The server is one of the settings, or is a program and may not run.</exception>
    public Task SwitchAsync(string name, bool isOn) => ChangeAsync(async () =>
    {
        McpServer server = FindAdded(name);
        await UseAsync(isOn ? Checked(server with { IsOn = true }) : server with { IsOn = false }, $"The server {server.Name} was switched off meanwhile.").ConfigureAwait(false);
    });

    /// <exception cref="RefusedServerException">The server is one of the settings.</exception>
    public Task RemoveAsync(string name) => ChangeAsync(async () =>
    {
        McpServer server = FindAdded(name);
        await store.DeleteAsync(server.Name).ConfigureAwait(false);
        if (server.IsUsed)
        {
            await DisconnectAsync(server.Name, $"The server {server.Name} was removed meanwhile.").ConfigureAwait(false);
        }

        _all = _all.Remove(server);
    });

    /// <summary>Connects to a server at once, or lists its tools again.</summary>
    public Task ConnectNowAsync(string name) => ChangeAsync(() =>
    {
        _connections.GetValueOrDefault(name)?.ConnectNow();
        return Task.CompletedTask;
    });

    private static bool Has(McpServer server, string name) => string.Equals(server.Name, name, StringComparison.OrdinalIgnoreCase);

    private static bool HasSameHost(string one, string other) =>
        Uri.TryCreate(one, UriKind.Absolute, out Uri? first) && Uri.TryCreate(other, UriKind.Absolute, out Uri? second) && Uri.Compare(first, second, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static void RefuseInvalid(Action check)
    {
        try
        {
            check();
        }
        catch (ArgumentException exception)
        {
            throw new RefusedServerException(exception.Message);
        }
    }

    private McpServer Checked(McpServer server)
    {
        RefuseInvalid(() => McpServerRules.Check(server.Name, server.Settings));
        return server.Settings.Command is not null && programs.RefusalToAdd is { } refusal ? throw new RefusedServerException(refusal) : server;
    }

    // Stores a server and connects to it anew.
    private async Task UseAsync(McpServer server, string endReason)
    {
        if (_all.Exists(other => other.IsFromSettings && Has(other, server.Name)))
        {
            throw new RefusedServerException(SameName);
        }

        McpServer used = server with { Obstacle = null };
        await store.SaveAsync(used).ConfigureAwait(false);
        Task previous = await DisconnectAsync(used.Name, endReason).ConfigureAwait(false);
        int at = _all.FindIndex(other => !other.IsFromSettings && Has(other, used.Name));
        _all = at < 0 ? _all.Add(used) : _all.SetItem(at, used);
        Connect(used, previous);
    }

    private void Connect(McpServer server, Task previous)
    {
        if (server.IsUsed)
        {
            McpConnection connection = _connections[server.Name] = new McpConnection(server.Name, server.Settings, options.Value, outbound, board, time, loggers);
            connection.Start(previous);
        }
    }

    // Returns the end of the connection.
    private async Task<Task> DisconnectAsync(string name, string reason)
    {
        if (!_connections.Remove(name, out McpConnection? connection))
        {
            return Task.CompletedTask;
        }

        await connection.EndAsync(reason).ConfigureAwait(false);
        board.Remove(name);
        return EndOfAsync(connection);

        static async Task EndOfAsync(McpConnection ended)
        {
            await ended.Ended.ConfigureAwait(false);
            ended.Dispose();
        }
    }

    private McpServer FindAdded(string name) =>
        _all.Find(server => Has(server, name) && !server.IsFromSettings)
        ?? throw new RefusedServerException(_all.Exists(server => Has(server, name)) ? $"{name} is a server of the settings, which can be changed only there." : $"There is no server {name} any more.");

    // Rules, settings and the file can have changed since it was stored.
    private string? FindObstacle(McpServer server)
    {
        try
        {
            McpServerRules.Check(server.Name, server.Settings);
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }

        return _all.Exists(other => Has(other, server.Name)) ? SameName
            : server.Settings.Command is not null ? programs.RefusalToStart
            : null;
    }

    private async Task ChangeAsync(Func<Task> change)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            await change().ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }

        Changed?.Invoke();
    }
}
