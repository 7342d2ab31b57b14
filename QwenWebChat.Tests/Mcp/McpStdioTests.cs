using System.Text.Json;
using QwenWebChat.App.Mcp.Client;
using QwenWebChat.App.Tools;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Mcp;

/// <summary>Servers that the app starts as programs.</summary>
[Slow]
public sealed class McpStdioTests
{
    // The protocol in a few lines; the second argument is the text of its answers.
    private const string Script = """
        const lines = require('readline').createInterface({ input: process.stdin });
        const send = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\n');
        lines.on('line', line => {
          const { id, method, params } = JSON.parse(line);
          if (method === 'initialize') send(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'few lines', version: '1' } });
          else if (method === 'tools/list') send(id, { tools: [{ name: 'tell', description: 'Tells.', inputSchema: { type: 'object' } }, { name: 'leave', inputSchema: { type: 'object' } }] });
          else if (method === 'tools/call' && params.name === 'leave') process.exit(3);
          else if (method === 'tools/call') send(id, { content: [{ type: 'text', text: [process.argv[2], process.env.GREETING, process.env.SECRET_OF_THE_APP ?? 'no secret'].join(', ') }] });
          else if (id !== undefined) process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } }) + '\n');
        });
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Program_IsStartedWithItsArgumentsAndEnvironmentAlone()
    {
        string node = InstalledPrograms.Require("node");
        using TemporaryScript script = new(Script);
        Environment.SetEnvironmentVariable("SECRET_OF_THE_APP", "secret");
        await using ToolChat chat = new(Options(new McpServerSettings { Command = node, Arguments = [script.Path, "argument"], Environment = { ["GREETING"] = "hello" } }));

        await chat.ToolsAsync();
        ToolResult result = await chat.Tools.Named(["files__tell"]).Single().CallAsync(JsonElement.Parse("{}"), TestDatabase.LocalOwner, Cancellation);

        Assert.Equal("argument, hello, no secret", result.Text);
    }

    [Fact]
    public async Task Program_EndsDuringACall_TheCallFailsAndTheMenuSaysSo()
    {
        string node = InstalledPrograms.Require("node");
        using TemporaryScript script = new(Script);
        await using ToolChat chat = new(Options(new McpServerSettings { Command = node, Arguments = [script.Path] }));
        await chat.ToolsAsync();

        ToolException error = await Assert.ThrowsAsync<ToolException>(() => chat.Tools.Named(["files__leave"]).Single().CallAsync(JsonElement.Parse("{}"), TestDatabase.LocalOwner, Cancellation));

        Assert.StartsWith("The connection to files was lost.", error.Message, StringComparison.Ordinal);
        Assert.Empty((await chat.UntilAsync(server => server.Problem is not null)).Tools);
    }

    [Theory]
    [InlineData("process.exit(1)")]
    [InlineData("console.log('nonsense'); setInterval(() => console.log('{}'), 200)")]
    public async Task Program_IsNoServer_SaysSoInOneLine(string text)
    {
        string node = InstalledPrograms.Require("node");
        using TemporaryScript script = new(text);
        await using ToolChat chat = new(Options(new McpServerSettings { Command = node, Arguments = [script.Path] }) with { ConnectSeconds = 2 });

        ToolServer state = await chat.UntilAsync(server => server.Problem is not null);

        Assert.DoesNotContain('\n', state.Problem!);
    }

    [Fact]
    public async Task Program_DoesNotExist_SaysSo()
    {
        await using ToolChat chat = new(Options(new McpServerSettings { Command = "/nowhere/server" }));

        Assert.StartsWith("The program cannot be started (", (await chat.UntilAsync(server => server.Problem is not null)).Problem, StringComparison.Ordinal);
    }

    private static McpOptions Options(McpServerSettings settings) => new() { Servers = { ["files"] = settings } };

    private sealed class TemporaryScript : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwenwebchat-");

        public TemporaryScript(string text)
        {
            Path = System.IO.Path.Combine(_folder.FullName, "server.js");
            File.WriteAllText(Path, text);
        }

        public string Path { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
