using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Mcp.Client;
using QwenWebChat.App.Outbound;
using QwenWebChat.App.Tools;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Mcp;

/// <summary>A chat whose tools come from MCP servers, with a script for its model.</summary>
internal sealed class ToolChat : IAsyncDisposable
{
    private static readonly OutboundConnector ToThisMachine = new(Options.Create(new OutboundOptions { PrivateHosts = "localhost" }));

    private readonly ConversationDesk _desk;

    public ToolChat(McpOptions options, TimeProvider? time = null, ScriptedRounds? rounds = null)
    {
        Rounds = rounds ?? new ScriptedRounds();
        Rounds.Client.Counter = new WordCounter(60_000) { MaxAnswerTokens = 200 };
        Permissions = new ToolPermissions(Database, Database.Time);
        Tools = new ChatTools([new CalculatorTool()], TimeProvider.System, NullLogger<ChatTools>.Instance, Board, Permissions);
        _desk = new ConversationDesk(TestChat.Services(Database, Rounds.Client) with { Tools = Tools }, Database.Events);
        Servers = CreateServers(options, Database, Board, time);
        _ = Servers.StartAsync(TestContext.Current.CancellationToken);
    }

    public TestDatabase Database { get; } = new();

    public ToolServers Board { get; } = new();

    public McpServers Servers { get; }

    public ScriptedRounds Rounds { get; }

    public ChatTools Tools { get; }

    public ToolPermissions Permissions { get; }

    public static McpOptions At(Uri address, string name = "files") => new() { Servers = { [name] = new McpServerSettings { Url = address.ToString() } } };

    /// <summary>The servers as the app has them after a start with these settings and this database.</summary>
    public static McpServers CreateServers(McpOptions options, TestDatabase database, ToolServers board, TimeProvider? time = null, ILoggerFactory? loggers = null, IServer? web = null)
    {
        IOptions<McpOptions> settings = Options.Create(options);
        return new McpServers(settings, new McpServerStore(database, database.Time), new AddedPrograms(settings, web), ToThisMachine, board, time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance);
    }

    /// <summary>Begins a chat in which tools are on.</summary>
    public Conversation Begin(params string[] tools) => _desk.Begin(Account.LocalId, new ChatSetup(null, SamplingOverrides.None) { Tools = new ToolNameSet(tools) });

    /// <summary>Waits until a server is in a state.</summary>
    public async Task<ToolServer> UntilAsync(Func<ToolServer, bool> condition, string name = "files")
    {
        TaskCompletionSource<ToolServer> reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Board.Changed += Check;
        Check();
        return await reached.Task.WaitAsync(WaitLimit.Value, TestContext.Current.CancellationToken);

        void Check()
        {
            if (Board.All.FirstOrDefault(server => server.Name == name && condition(server)) is { } found)
            {
                reached.TrySetResult(found);
            }
        }
    }

    /// <summary>Waits until the server offers tools, and returns their names.</summary>
    public async Task<string[]> ToolsAsync(string name = "files") => [.. (await UntilAsync(server => server.Tools.Count > 0, name)).Tools.Select(tool => tool.Declaration.Name)];

    /// <summary>Adds an answer that calls a tool, and the one to its result.</summary>
    public void Script(string tool, string arguments)
    {
        Rounds.Add(Rounds.Call(tool, arguments), ScriptedRounds.End(Microsoft.Extensions.AI.ChatFinishReason.ToolCalls));
        Rounds.Add(ScriptedRounds.Text("Done."), ScriptedRounds.End(Microsoft.Extensions.AI.ChatFinishReason.Stop));
    }

    /// <summary>Sends a message and waits for the question whether a tool may run.</summary>
    public static async Task<ToolCall> AskedAsync(Conversation conversation)
    {
        await conversation.SendAsync(new Draft("Go"));
        return await QuestionAsync(conversation);
    }

    public static async Task<ToolCall> QuestionAsync(Conversation conversation)
    {
        await TestChat.Until(conversation, () => Asked(conversation) is not null);
        return Asked(conversation)!;
    }

    /// <summary>Answers the question, and returns the call when the answer has ended.</summary>
    public static async Task<ToolCall> DecideAsync(Conversation conversation, ToolCall asked, ToolDecision decision)
    {
        conversation.Decide(asked.QuestionId!.Value, decision);
        await conversation.Completion.WaitAsync(WaitLimit.Value, TestContext.Current.CancellationToken);
        return conversation.Messages[^1].ToolCalls[0];
    }

    public async ValueTask DisposeAsync()
    {
        await Servers.StopAsync(CancellationToken.None);
        Servers.Dispose();
        await _desk.StopAsync(CancellationToken.None);
        _desk.Dispose();
        Database.Dispose();
    }

    private static ToolCall? Asked(Conversation conversation) => conversation.Messages is [.., var last] ? last.ToolCalls.FirstOrDefault(call => call.QuestionId is not null) : null;
}
