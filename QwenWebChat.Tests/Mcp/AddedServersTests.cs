using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Mcp.Client;
using QwenWebChat.App.Tools;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Mcp;

/// <summary>Servers that are added, changed and removed while the app runs.</summary>
[Slow]
public sealed class AddedServersTests
{
    private const string Echo = "files__echo";
    private const string Secret = "Bearer 5ecret-of-the-test";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_Server_IsUsedAtOnceAndAfterARestart()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        await using ToolChat chat = new(new McpOptions());

        await chat.Servers.AddAsync("files", At(server));

        Assert.Equal([Echo], await chat.ToolsAsync());
        Assert.Equal(Secret, server.Authorization);
        McpServer added = Assert.Single(chat.Servers.All);
        Assert.Equal((false, true, true, ""), (added.IsFromSettings, added.IsOn, added.IsUsed, added.Settings.Headers["Authorization"]));
        ToolServers board = new();
        using McpServers restarted = ToolChat.CreateServers(new McpOptions(), chat.Database, board);
        await restarted.StartAsync(Cancellation);
        await UntilAsync(board, all => all.Any(state => state.Tools.Count == 1));
        Assert.Equal(added.Settings.Origin, Assert.Single(restarted.All).Settings.Origin);
        await restarted.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Add_Program_IsStartedAndEndsWhenItIsRemoved()
    {
        string node = InstalledPrograms.Require("node");
        using NodeScript script = new(NodeScript.Server);
        await using ToolChat chat = new(new McpOptions());

        await chat.Servers.AddAsync("files", new McpServerSettings { Command = node, Arguments = [script.Path, "argument"], Environment = { ["GREETING"] = "hello" } });
        await chat.ToolsAsync();
        IChatTool tell = chat.Tools.Named(["files__tell"]).Single();
        Assert.Equal("argument, hello, no secret", (await tell.CallAsync(JsonElement.Parse("{}"), TestDatabase.LocalOwner, Cancellation)).Text);
        await chat.Servers.RemoveAsync("files");

        Assert.Empty(chat.Board.All);
        Assert.Empty(chat.Servers.All);
        Assert.Empty(await new McpServerStore(chat.Database, chat.Database.Time).ListAsync(Cancellation));
        ToolException error = await Assert.ThrowsAsync<ToolException>(() => tell.CallAsync(JsonElement.Parse("{}"), TestDatabase.LocalOwner, Cancellation));
        Assert.Equal("The server files was removed meanwhile.", error.Message);
    }

    [Fact]
    public async Task Remove_DuringACall_IsTheResultThatTheModelReads()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        server.OnCall = async (_, cancellation) =>
        {
            called.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return TestMcpServer.Text("never");
        };
        await using ToolChat chat = new(new McpOptions());
        await chat.Servers.AddAsync("files", At(server));
        await chat.ToolsAsync();
        chat.Script(Echo, """{"text":"hi"}""");
        Conversation conversation = chat.Begin(Echo);
        ToolCall asked = await ToolChat.AskedAsync(conversation);

        Task<ToolCall> calling = ToolChat.DecideAsync(conversation, asked, ToolDecision.AllowOnce);
        await called.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await chat.Servers.RemoveAsync("files");

        Assert.Equal(("The server files was removed meanwhile.", true), (await calling is var call ? call.Result : null, call.IsFailed));
        Assert.Equal("tool: Error: The server files was removed meanwhile.", chat.Rounds.Request(1)[^1]);
    }

    [Fact]
    public async Task Switch_OffAndOn_TakesItsToolsAwayAndBringsThemBack()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        await using ToolChat chat = new(new McpOptions());
        await chat.Servers.AddAsync("files", At(server));
        await chat.ToolsAsync();

        await chat.Servers.SwitchAsync("FILES", isOn: false);
        Assert.Empty(chat.Board.All);
        Assert.False(Assert.Single(await new McpServerStore(chat.Database, chat.Database.Time).ListAsync(Cancellation)).IsOn);
        await chat.Servers.SwitchAsync("files", isOn: true);

        Assert.Equal([Echo], await chat.ToolsAsync());
        Assert.Equal(Secret, server.Authorization);
    }

    /// <summary>A permission holds for the server at its address; secrets stay if they are left empty.</summary>
    [Fact]
    public async Task Update_Address_EndsPermissionsAndKeepsSecretsOfTheSameHost()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        await using ToolChat chat = new(new McpOptions());
        await chat.Servers.AddAsync("files", At(server));
        await chat.ToolsAsync();
        await chat.Tools.AllowAsync(chat.Tools.Named([Echo]).Single(), TestDatabase.LocalOwner, Cancellation);
        Assert.Equal([Echo], await chat.Tools.ListAllowedAsync(TestDatabase.LocalOwner));

        await chat.Servers.UpdateAsync("files", At(server, "") with { Url = $"{server.Address}?team=2" });
        await chat.ToolsAsync();

        Assert.Empty(await chat.Tools.ListAllowedAsync(TestDatabase.LocalOwner));
        Assert.False(await chat.Tools.IsAllowedAsync(chat.Tools.Named([Echo]).Single(), TestDatabase.LocalOwner, Cancellation));
        Assert.Equal(Secret, server.Authorization);
    }

    [Fact]
    public async Task Update_ArgumentOfAProgram_EndsPermissionsAndKeepsSecrets()
    {
        string node = InstalledPrograms.Require("node");
        using NodeScript script = new(NodeScript.Server);
        await using ToolChat chat = new(new McpOptions());
        await chat.Servers.AddAsync("files", new McpServerSettings { Command = node, Arguments = [script.Path, "one"], Environment = { ["GREETING"] = Secret } });
        await chat.ToolsAsync();
        await chat.Tools.AllowAsync(chat.Tools.Named(["files__tell"]).Single(), TestDatabase.LocalOwner, Cancellation);

        await chat.Servers.UpdateAsync("files", new McpServerSettings { Command = node, Arguments = [script.Path, "two"], Environment = { ["GREETING"] = "" } });
        await chat.ToolsAsync();

        IChatTool tell = chat.Tools.Named(["files__tell"]).Single();
        Assert.False(await chat.Tools.IsAllowedAsync(tell, TestDatabase.LocalOwner, Cancellation));
        Assert.Equal($"two, {Secret}, no secret", (await tell.CallAsync(JsonElement.Parse("{}"), TestDatabase.LocalOwner, Cancellation)).Text);
    }

    /// <summary>Otherwise whoever reaches the page could have a stored key sent to a host of his own.</summary>
    [Fact]
    public async Task Update_ToAnotherHost_NeedsTheSecretsAgain()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        await using TestMcpServer other = await TestMcpServer.StartAsync();
        await using ToolChat chat = new(new McpOptions());
        await chat.Servers.AddAsync("files", At(server));
        await chat.ToolsAsync();

        RefusedServerException refusal = await Assert.ThrowsAsync<RefusedServerException>(() => chat.Servers.UpdateAsync("files", At(other, "")));

        Assert.Equal("The address is on another host. Enter the value of Authorization again.", refusal.Message);
        await chat.Servers.UpdateAsync("files", At(other, "Bearer new"));
        await chat.ToolsAsync();
        Assert.Equal("Bearer new", other.Authorization);
    }

    [Fact]
    public async Task Add_NameThatIsTaken_IsRefused()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        await using ToolChat chat = new(ToolChat.At(server.Address));
        await chat.ToolsAsync();
        await chat.Servers.AddAsync("mine", At(server));

        Assert.Equal("The settings have a server of this name.", await RefusalAsync(() => chat.Servers.AddAsync("Files", At(server))));
        Assert.Equal("There is a server mine already.", await RefusalAsync(() => chat.Servers.AddAsync("MINE", At(server))));
        Assert.Equal("files is a server of the settings, which can be changed only there.", await RefusalAsync(() => chat.Servers.RemoveAsync("files")));
        Assert.Equal("files is a server of the settings, which can be changed only there.", await RefusalAsync(() => chat.Servers.UpdateAsync("files", At(server))));
        Assert.Equal("There is no server gone any more.", await RefusalAsync(() => chat.Servers.SwitchAsync("gone", isOn: true)));
        Assert.Equal([("files", true), ("mine", false)], chat.Servers.All.Select(one => (one.Name, one.IsFromSettings)));
    }

    [Fact]
    public async Task Start_ServersThatCannotBeUsed_SaysWhyAndLeavesThemToBeRemoved()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        await using ToolChat chat = new(new McpOptions());
        await chat.Servers.AddAsync("files", At(server));
        await chat.Servers.AddAsync("program", new McpServerSettings { Command = "/nowhere/server" });
        await chat.Servers.AddAsync("broken", At(server));
        await StoreAsync(chat.Database, "broken", "{\"Url\":7}");
        ToolServers board = new();
        using McpServers restarted = ToolChat.CreateServers(ToolChat.At(server.Address) with { AllowPrograms = false }, chat.Database, board);

        await restarted.StartAsync(Cancellation);

        Assert.Equal(
            [("files", null), ("broken", "Its stored settings cannot be read."), ("files", "The settings have a server of this name."), ("program", "Programs that are added in the app are not allowed here (Mcp:AllowPrograms).")],
            restarted.All.Select(one => (one.Name, one.Obstacle)));
        Assert.Equal(["files"], board.All.Select(state => state.Name));
        Assert.Equal("The settings have a server of this name.", await RefusalAsync(() => restarted.SwitchAsync("files", isOn: false)));
        await restarted.RemoveAsync("files");
        await restarted.RemoveAsync("broken");
        Assert.Equal([("files", true), ("program", false)], restarted.All.Select(one => (one.Name, one.IsFromSettings)));
        await UntilAsync(board, all => all.Any(state => state.Tools.Count == 1));
        await restarted.StopAsync(Cancellation);
    }

    [Fact]
    public async Task ConnectNow_ServerThatWasGone_IsTriedWithoutThePause()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2025, 6, 10, 12, 0, 0, TimeSpan.Zero));
        TestMcpServer server = await TestMcpServer.StartAsync();
        Uri address = server.Address;
        await server.DisposeAsync();
        await using ToolChat chat = new(ToolChat.At(address), time);
        ToolServer gone = await chat.UntilAsync(state => state.Problem is not null);
        Assert.Equal(time.GetUtcNow() + TimeSpan.FromSeconds(5), gone.RetryAt);
        await using TestMcpServer again = await TestMcpServer.StartAsync(address.Port);

        await chat.Servers.ConnectNowAsync("files");

        Assert.Equal([Echo], await chat.ToolsAsync());
        again.Schemas["second"] = """{"type":"object"}""";
        await chat.Servers.ConnectNowAsync("files");
        Assert.Equal(2, (await chat.UntilAsync(state => state.Tools.Count == 2)).Tools.Count);
    }

    [Fact]
    public async Task Log_ServersThatTellTheirSecrets_HasNone()
    {
        string node = InstalledPrograms.Require("node");
        using NodeScript script = new("console.error(`The key ${process.env.KEY} is wrong.`); process.exit(1)");
        using LogLines log = new();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace).AddFilter("ModelContextProtocol", LogLevel.Critical));
        using TestDatabase database = new();
        ToolServers board = new();
        using McpServers servers = ToolChat.CreateServers(new McpOptions(), database, board, loggers: loggers);
        await servers.StartAsync(Cancellation);

        await servers.AddAsync("program", new McpServerSettings { Command = node, Arguments = [script.Path], Environment = { ["KEY"] = Secret } });
        await servers.AddAsync("http", new McpServerSettings { Url = "http://127.0.0.1:1/mcp", Headers = { ["Authorization"] = Secret } });

        await UntilAsync(board, all => all.Count(state => state.Problem is not null) == 2);
        Assert.Equal("It has ended with code 1: The key ••• is wrong.", board.All.Single(state => state.Name == "program").Problem);
        Assert.Contains(log.Lines, line => line.Contains("The key ••• is wrong.", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(servers.All, server => server.ToString().Contains(Secret, StringComparison.Ordinal) || server.Settings.Headers.ContainsValue(Secret) || server.Settings.Environment.ContainsValue(Secret));
        await servers.StopAsync(Cancellation);
    }

    private static McpServerSettings At(TestMcpServer server, string authorization = Secret) => new() { Url = server.Address.ToString(), Headers = { ["Authorization"] = authorization } };

    private static async Task<string> RefusalAsync(Func<Task> change) => (await Assert.ThrowsAsync<RefusedServerException>(change)).Message;

    private static async Task StoreAsync(TestDatabase database, string name, string settings)
    {
        using ChatDbContext context = database.CreateForAll();
        SavedToolServer row = (await context.ToolServers.FindAsync([name], Cancellation))!;
        row.Settings = settings;
        await context.SaveChangesAsync(Cancellation);
    }

    private static async Task UntilAsync(ToolServers board, Func<IReadOnlyCollection<ToolServer>, bool> condition)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        board.Changed += Check;
        Check();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        void Check()
        {
            if (condition(board.All))
            {
                reached.TrySetResult();
            }
        }
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
