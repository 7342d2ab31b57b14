using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Tools;

/// <summary>The tools of this app, and the running of their calls.</summary>
internal sealed partial class ChatTools(
    IEnumerable<IChatTool> tools, TimeProvider time, ILogger<ChatTools> logger, ToolServers? servers = null, ToolPermissions? permissions = null)
{
    private readonly ILogger _logger = logger;

    /// <summary>The tools of this app in display order.</summary>
    public IReadOnlyList<IChatTool> Own { get; } = [.. tools];

    /// <summary>The programs that offer further tools.</summary>
    public ToolServers Servers { get; } = servers ?? new ToolServers();

    /// <summary>Returns the tools of these names, in display order.</summary>
    public IReadOnlyList<IChatTool> Named(ToolNameSet names) => [.. Own.Concat(Servers.All.SelectMany(server => server.Tools)).Where(tool => names.Contains(tool.Declaration.Name))];

    /// <summary>Returns true if a tool may run without asking the user.</summary>
    public async Task<bool> IsAllowedAsync(IChatTool tool, Guid ownerId, CancellationToken cancellationToken) =>
        tool.Origin is null || (permissions is not null && await permissions.IsAllowedAsync(ownerId, tool, cancellationToken).ConfigureAwait(false));

    /// <summary>Has a tool run without asking from now on.</summary>
    public Task AllowAsync(IChatTool tool, Guid ownerId, CancellationToken cancellationToken) => permissions?.AllowAsync(ownerId, tool, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Has a tool asked for again.</summary>
    public Task ForgetAsync(string name, Guid ownerId) => permissions?.ForgetAsync(ownerId, name) ?? Task.CompletedTask;

    /// <summary>Returns the names of the tools of other programs that run without asking.</summary>
    public async Task<IReadOnlySet<string>> ListAllowedAsync(Guid ownerId)
    {
        IChatTool[] others = [.. Servers.All.SelectMany(server => server.Tools)];
        return permissions is null || others.Length == 0 ? new HashSet<string>() : await permissions.ListAsync(ownerId, others).ConfigureAwait(false);
    }

    /// <summary>Runs a call of one of the given tools. An error becomes the result of the call.</summary>
    /// <exception cref="OperationCanceledException">The call was cancelled. It may still run for a moment; its result is dropped.</exception>
    public async Task<ToolCall> RunAsync(ToolCall call, IReadOnlyList<IChatTool> allowed, Guid ownerId, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        (ToolResult result, bool isFailed) = await ResultOfAsync(call, allowed, ownerId, cancellationToken).ConfigureAwait(false);
        return call with
        {
            Result = result.Text,
            Sources = result.Sources,
            IsFailed = isFailed,
            IsRunning = false,
            DurationMs = time.GetElapsedTime(start).TotalMilliseconds,
        };
    }

    private async Task<(ToolResult Result, bool IsFailed)> ResultOfAsync(ToolCall call, IReadOnlyList<IChatTool> allowed, Guid ownerId, CancellationToken cancellationToken)
    {
        if (allowed.FirstOrDefault(tool => tool.Declaration.Name == call.Name) is not { } tool)
        {
            return (new ToolResult($"There is no tool {call.Name}."), true);
        }

        try
        {
            // Off the thread that streams the answer, which a stop of the user must free at once.
            Task<ToolResult> running = Task.Run(() => tool.CallAsync(ToolArguments.Read(call.Arguments), ownerId, cancellationToken), cancellationToken);
            return (await running.WaitAsync(cancellationToken).ConfigureAwait(false), false);
        }
        catch (ToolException exception)
        {
            return (new ToolResult(exception.Message), true);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(call.Name, exception);
            return (new ToolResult($"The tool {call.Name} failed: {exception.Message}"), true);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The tool {Name} failed")]
    private partial void LogFailed(string name, Exception exception);
}
