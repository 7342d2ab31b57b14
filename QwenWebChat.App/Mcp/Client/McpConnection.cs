using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>
/// The connection to one server: connects, lists its tools again and again, and connects anew after a failure. Whatever the
/// server does, it costs the chats no more than its tools.
/// </summary>
internal sealed partial class McpConnection(string name, McpServerSettings settings, McpOptions options, ToolServers board, TimeProvider time, ILoggerFactory loggers)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromMinutes(5);

    // A server over HTTP that ends is noticed by this, or by a call.
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = loggers.CreateLogger<McpConnection>();
    private readonly McpToolList _list = new(name, settings.Origin, options);
    private TaskCompletionSource _isOutdated = NewSignal();

    /// <summary>Runs until the app stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        board.Set(new ToolServer(name) { IsConnecting = true });
        TimeSpan delay = FirstRetry;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                McpClient client = await ConnectAsync(stopping).ConfigureAwait(false);
                await using (client.ConfigureAwait(false))
                {
                    delay = FirstRetry;
                    await ServeAsync(client, stopping).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                string problem = McpProblem.Of(exception, options.ConnectTime);
                LogUnavailable(name, problem);
                board.Set(new ToolServer(name) { Problem = problem });
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 > MaxRetry ? MaxRetry : delay * 2;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<McpClient> ConnectAsync(CancellationToken stopping)
    {
        McpClientOptions client = new()
        {
            ClientInfo = new Implementation { Name = "qwenwebchat", Title = "QwenWebChat", Version = typeof(McpConnection).Assembly.GetName().Version!.ToString(3) },
            InitializationTimeout = options.ConnectTime,
            Handlers = new McpClientHandlers
            {
                NotificationHandlers = [KeyValuePair.Create<string, Func<JsonRpcNotification, CancellationToken, ValueTask>>(NotificationMethods.ToolListChangedNotification, OnListChanged)],
            },
        };
        using CancellationTokenSource limit = Limit(stopping);
        return await McpClient.CreateAsync(McpTransport.Create(name, settings, loggers), client, loggers, limit.Token).ConfigureAwait(false);
    }

    private ValueTask OnListChanged(JsonRpcNotification notification, CancellationToken cancellationToken)
    {
        _isOutdated.TrySetResult();
        return ValueTask.CompletedTask;
    }

    // Ends by an exception alone: the server has ended, or does not answer.
    private async Task ServeAsync(McpClient client, CancellationToken stopping)
    {
        while (true)
        {
            _isOutdated = NewSignal();
            using (CancellationTokenSource limit = Limit(stopping))
            {
                IList<McpClientTool> listed = await client.ListToolsAsync(cancellationToken: limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
                // Schemas are compiled, which takes a while.
                board.Set(_list.Read(listed, new McpCaller(client, name, options.CallTime, time, () => _isOutdated.TrySetResult())));
            }

            using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny(client.Completion, _isOutdated.Task, Task.Delay(RefreshInterval, time, waiting.Token)).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
            stopping.ThrowIfCancellationRequested();
            if (client.Completion.IsCompleted)
            {
                throw (await client.Completion.ConfigureAwait(false)).Exception ?? new IOException("The server has ended.");
            }
        }
    }

    private CancellationTokenSource Limit(CancellationToken stopping)
    {
        CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(options.ConnectTime);
        return limit;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tools of the MCP server {Name} are not available: {Problem}")]
    private partial void LogUnavailable(string name, string problem);
}
