using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using QwenWebChat.App.Outbound;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>
/// The connection to one server: connects, lists its tools again and again, and connects anew after a failure. Whatever the
/// server does, it costs the chats no more than its tools.
/// </summary>
internal sealed partial class McpConnection(string name, McpServerSettings settings, McpOptions options, OutboundConnector outbound, ToolServers board, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromMinutes(5);

    // A server over HTTP that ends is noticed by this, or by a call.
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);

    // Two processes of one program may disturb each other; one that does not end is not waited for.
    private static readonly TimeSpan MaxWaitForPrevious = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = loggers.CreateLogger<McpConnection>();
    private readonly McpToolList _list = new(name, settings.Origin, options);
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _publishing = new();
    private string _endReason = "";
    private Task? _end;
    private TaskCompletionSource _wake = NewSignal();

    /// <summary>Completes when nothing of the connection runs any more.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Connects in the background until <see cref="EndAsync"/>.</summary>
    /// <param name="previous">The end of the connection that this one replaces, which is waited for.</param>
    public void Start(Task previous)
    {
        Publish(new ToolServer(name) { IsConnecting = true });
        CancellationToken ending = _ending.Token;
        Ended = Task.Run(
            async () =>
            {
                await previous.WaitAsync(MaxWaitForPrevious, time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await RunAsync(ending).ConfigureAwait(false);
            },
            CancellationToken.None);
    }

    /// <summary>Connects at once instead of after the pause, or lists the tools of a connected server again.</summary>
    public void ConnectNow() => _wake.TrySetResult();

    /// <summary>Ends the connection. From now on it publishes nothing, and its running calls have failed. The first call counts; a host may be stopped twice.</summary>
    /// <param name="reason">A sentence that the model reads as the result of these calls.</param>
    public Task EndAsync(string reason)
    {
        // The lock also waits for a publication that has begun.
        lock (_publishing)
        {
            if (_end is null)
            {
                _endReason = reason;
                _end = _ending.CancelAsync();
            }

            return _end;
        }
    }

    /// <summary>Called after <see cref="EndAsync"/>; calls of its tools still fail with the reason.</summary>
    public void Dispose() => _ending.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(CancellationToken ending)
    {
        TimeSpan delay = FirstRetry;
        while (!ending.IsCancellationRequested)
        {
            IClientTransport transport = McpTransport.Create(name, settings, outbound, loggers);
            try
            {
                McpClient client = await ConnectAsync(transport, ending).ConfigureAwait(false);
                await using (client.ConfigureAwait(false))
                {
                    delay = FirstRetry;
                    await ServeAsync(client, ending).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (!ending.IsCancellationRequested)
            {
                string problem = settings.Redact((transport as ProgramTransport)?.Session?.Ending ?? McpProblem.Of(exception, options.ConnectTime));
                LogUnavailable(name, problem);
                delay = await PauseAsync(McpProblem.Line(problem), delay, ending).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The end of the connection.
                return;
            }
        }
    }

    // Returns the pause after the next failure.
    private async Task<TimeSpan> PauseAsync(string problem, TimeSpan delay, CancellationToken ending)
    {
        _wake = NewSignal();
        Publish(new ToolServer(name) { Problem = problem, RetryAt = time.GetUtcNow() + delay });
        if (!await WaitAsync(Task.Delay(delay, time, ending)).ConfigureAwait(false))
        {
            return delay * 2 > MaxRetry ? MaxRetry : delay * 2;
        }

        Publish(new ToolServer(name) { IsConnecting = true });
        return FirstRetry;
    }

    // Returns true if the wait was ended by the signal.
    private async Task<bool> WaitAsync(params IEnumerable<Task> others)
    {
        Task wake = _wake.Task;
        await Task.WhenAny(others.Append(wake)).ConfigureAwait(false);
        return wake.IsCompleted;
    }

    private async Task<McpClient> ConnectAsync(IClientTransport transport, CancellationToken ending)
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
        using CancellationTokenSource limit = Limit(ending);
        return await McpClient.CreateAsync(transport, client, loggers, limit.Token).ConfigureAwait(false);
    }

    private ValueTask OnListChanged(JsonRpcNotification notification, CancellationToken cancellationToken)
    {
        _wake.TrySetResult();
        return ValueTask.CompletedTask;
    }

    // Ends by an exception alone: the server has ended, or does not answer.
    private async Task ServeAsync(McpClient client, CancellationToken ending)
    {
        McpCaller caller = new(client, name, options.CallTime, time, () => _wake.TrySetResult(), () => _endReason, ending);
        while (true)
        {
            _wake = NewSignal();
            using (CancellationTokenSource limit = Limit(ending))
            {
                Task<IList<McpClientTool>> listing = client.ListToolsAsync(cancellationToken: limit.Token).AsTask().WaitAsync(limit.Token);
                // A program whose output is no longer read still takes requests.
                await Task.WhenAny(listing, client.Completion).ConfigureAwait(false);
                await ThrowIfEndedAsync(client).ConfigureAwait(false);
                // Schemas are compiled, which takes a while.
                Publish(_list.Read(await listing.ConfigureAwait(false), caller));
            }

            using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(ending);
            await WaitAsync(client.Completion, Task.Delay(RefreshInterval, time, waiting.Token)).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
            ending.ThrowIfCancellationRequested();
            await ThrowIfEndedAsync(client).ConfigureAwait(false);
        }
    }

    private static async Task ThrowIfEndedAsync(McpClient client)
    {
        if (client.Completion.IsCompleted)
        {
            throw (await client.Completion.ConfigureAwait(false)).Exception ?? new IOException("The server has ended.");
        }
    }

    private void Publish(ToolServer server)
    {
        lock (_publishing)
        {
            if (!_ending.IsCancellationRequested)
            {
                board.Set(server);
            }
        }
    }

    private CancellationTokenSource Limit(CancellationToken ending)
    {
        CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ending);
        limit.CancelAfter(options.ConnectTime);
        return limit;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tools of the MCP server {Name} are not available: {Problem}")]
    private partial void LogUnavailable(string name, string problem);
}
