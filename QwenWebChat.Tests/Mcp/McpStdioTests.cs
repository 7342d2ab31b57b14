using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Mcp.Client;
using QwenWebChat.App.Tools;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Mcp;

/// <summary>Servers that the app starts as programs. Time stands still, so that none is started anew before its problem was seen.</summary>
[Slow]
public sealed class McpStdioTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Program_IsStartedWithItsArgumentsAndEnvironmentAlone()
    {
        string node = InstalledPrograms.Require("node");
        using NodeScript script = new(NodeScript.Server);
        Environment.SetEnvironmentVariable("SECRET_OF_THE_APP", "secret");
        await using ToolChat chat = new(Options(new McpServerSettings { Command = node, Arguments = [script.Path, "argument"], Environment = { ["GREETING"] = "hello" } }), new FakeTimeProvider());

        await chat.ToolsAsync();
        ToolResult result = await chat.Tools.Named(["files__tell"]).Single().CallAsync(JsonElement.Parse("{}"), TestDatabase.LocalOwner, Cancellation);

        Assert.Equal("argument, hello, no secret", result.Text);
    }

    [Fact]
    public async Task Program_EndsDuringACall_TheCallFailsAndTheMenuSaysSo()
    {
        string node = InstalledPrograms.Require("node");
        using NodeScript script = new(NodeScript.Server);
        await using ToolChat chat = new(Options(new McpServerSettings { Command = node, Arguments = [script.Path] }), new FakeTimeProvider());
        await chat.ToolsAsync();

        ToolException error = await Assert.ThrowsAsync<ToolException>(() => chat.Tools.Named(["files__leave"]).Single().CallAsync(JsonElement.Parse("{}"), TestDatabase.LocalOwner, Cancellation));

        Assert.StartsWith("The connection to files was lost.", error.Message, StringComparison.Ordinal);
        Assert.Empty((await chat.UntilAsync(server => server.Problem is not null)).Tools);
    }

    /// <summary>A message without an end must not fill the memory: the connection ends, and the server is started anew.</summary>
    [Fact]
    public async Task Program_SendsAMessageBeyondTheLimit_EndsWithTheReason()
    {
        string node = InstalledPrograms.Require("node");
        using NodeScript script = new(NodeScript.Server);
        FakeTimeProvider time = new();
        await using ToolChat chat = new(Options(new McpServerSettings { Command = node, Arguments = [script.Path] }), time);
        await chat.ToolsAsync();

        await Assert.ThrowsAsync<ToolException>(() => chat.Tools.Named(["files__flood"]).Single().CallAsync(JsonElement.Parse("{}"), TestDatabase.LocalOwner, Cancellation));

        ToolServer state = await chat.UntilAsync(server => server.Problem is not null);
        Assert.Equal(("The server sent more than 8 MB in one message.", 0), (state.Problem, state.Tools.Count));
        await chat.Servers.ConnectNowAsync("files");
        Assert.Contains("files__tell", await chat.ToolsAsync());
    }

    [Fact]
    public async Task Program_SendsManyMessages_IsNotLimitedInAll()
    {
        string node = InstalledPrograms.Require("node");
        const string Chatty = "for (let i = 0; i < 12; i++) process.stdout.write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'x'.repeat(1 << 20) } }) + '\\n');";
        using NodeScript script = new($"{NodeScript.Server}\n{Chatty}");
        await using ToolChat chat = new(Options(new McpServerSettings { Command = node, Arguments = [script.Path, "still here"] }), new FakeTimeProvider());

        await chat.ToolsAsync();

        IChatTool tell = chat.Tools.Named(["files__tell"]).Single();
        Assert.StartsWith("still here", (await tell.CallAsync(JsonElement.Parse("{}"), TestDatabase.LocalOwner, Cancellation)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process.exit(1)")]
    [InlineData("console.log('nonsense'); setInterval(() => console.log('{}'), 200)")]
    public async Task Program_IsNoServer_SaysSoInOneLine(string text)
    {
        string node = InstalledPrograms.Require("node");
        using NodeScript script = new(text);
        await using ToolChat chat = new(Options(new McpServerSettings { Command = node, Arguments = [script.Path] }) with { ConnectSeconds = 2 }, new FakeTimeProvider());

        ToolServer state = await chat.UntilAsync(server => server.Problem is not null);

        Assert.DoesNotContain('\n', state.Problem!);
    }

    [Fact]
    public async Task Program_EndsAtOnce_SaysItsCodeAndItsLastWords()
    {
        string node = InstalledPrograms.Require("node");
        using NodeScript script = new("console.error('Loading\\nNo folder was given.'); process.exit(7)");
        await using ToolChat chat = new(Options(new McpServerSettings { Command = node, Arguments = [script.Path] }), new FakeTimeProvider());

        Assert.Equal("It has ended with code 7: No folder was given.", (await chat.UntilAsync(server => server.Problem is not null)).Problem);
    }

    [Fact]
    public async Task Program_DoesNotExist_SaysSo()
    {
        await using ToolChat chat = new(Options(new McpServerSettings { Command = "/nowhere/server" }), new FakeTimeProvider());

        Assert.StartsWith("The program cannot be started (", (await chat.UntilAsync(server => server.Problem is not null)).Problem, StringComparison.Ordinal);
    }

    private static McpOptions Options(McpServerSettings settings) => new() { Servers = { ["files"] = settings } };
}
