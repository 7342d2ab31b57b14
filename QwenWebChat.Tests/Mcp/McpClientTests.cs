using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Mcp.Client;
using QwenWebChat.App.Tools;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Hosting;

namespace QwenWebChat.Tests.Mcp;

/// <summary>Tools of servers, some of which fail in every way: the chat goes on.</summary>
[Slow]
public sealed class McpClientTests
{
    private const string Echo = "files__echo";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_TwoServersWithTheSameTool_KeepsThemApart()
    {
        await using TestMcpServer one = await TestMcpServer.StartAsync();
        await using TestMcpServer two = await TestMcpServer.StartAsync();
        McpOptions options = new() { Servers = { ["one"] = new() { Url = one.Address.ToString() }, ["two"] = new() { Url = two.Address.ToString() } } };
        await using ToolChat chat = new(options);

        Assert.Equal(["one__echo"], await chat.ToolsAsync("one"));
        Assert.Equal(["two__echo"], await chat.ToolsAsync("two"));
        IChatTool tool = Assert.Single(chat.Tools.Named(["two__echo", "calculator_"]));
        Assert.Equal(("Does echo.", "text"), (tool.Declaration.Description, tool.Declaration.JsonSchema.GetProperty("required")[0].GetString()));
        await tool.CallAsync(System.Text.Json.JsonElement.Parse("""{"text":"hi"}"""), TestDatabase.LocalOwner, Cancellation);
        Assert.Equal((0, 1), (one.Calls.Count, two.Calls.Count));
    }

    [Fact]
    public async Task Connect_ToolsThatCannotBeUsed_AreLeftOutWithTheReason()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        server.Schemas["bad"] = """{"type":"object","properties":{"city":{"type":"strin"}}}""";
        await using ToolChat chat = new(ToolChat.At(server.Address));

        ToolServer state = await chat.UntilAsync(server => server.Problem is not null);

        Assert.Equal([Echo], state.Tools.Select(tool => tool.Declaration.Name));
        Assert.StartsWith("Left out: bad: /properties/city", state.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ResultBeyondTheLimit_IsCutAndTheModelIsTold()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        server.OnCall = (_, _) => Task.FromResult(TestMcpServer.Text(new string('x', 300_000)));
        await using ToolChat chat = new(ToolChat.At(server.Address));

        ToolCall call = await CallAsync(chat);

        Assert.Equal((20_000, 280_000, false), (call.Result!.Length, call.CutCharacters, call.IsFailed));
        Assert.EndsWith("[Cut here: the remaining 280000 characters do not fit into the context.]", chat.Rounds.Request(1)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ResponseBeyondTheMemoryLimit_FailsAndTheChatGoesOn()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        server.OnCall = (_, _) => Task.FromResult(TestMcpServer.Text(new string('x', 9 << 20)));
        await using ToolChat chat = new(ToolChat.At(server.Address) with { CallSeconds = 5 });

        ToolCall call = await CallAsync(chat);

        Assert.True(call.IsFailed && call.Result!.Length < 400, call.Result![..Math.Min(400, call.Result!.Length)]);
    }

    [Fact]
    public async Task Call_ContentOfOtherKinds_IsNamedOrRead()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        server.OnCall = (_, _) => Task.FromResult(new CallToolResult
        {
            Content =
            [
                new TextContentBlock { Text = "Look:" },
                ImageContentBlock.FromBytes(new byte[] { 1, 2, 3 }, "image/png"),
                new EmbeddedResourceBlock { Resource = new TextResourceContents { Uri = "file:///a.txt", Text = "inside" } },
                new ResourceLinkBlock { Uri = "file:///b.txt", Name = "b.txt" },
            ],
        });
        await using ToolChat chat = new(ToolChat.At(server.Address));

        Assert.Equal("Look:\n[image image/png, which cannot be shown]\ninside\nb.txt: file:///b.txt", (await CallAsync(chat)).Result);
    }

    [Fact]
    public async Task Call_ToolFails_IsItsResult()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        server.OnCall = (_, _) => Task.FromResult(new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "No such file." }] });
        await using ToolChat chat = new(ToolChat.At(server.Address));

        ToolCall call = await CallAsync(chat);

        Assert.Equal(("No such file.", true), (call.Result, call.IsFailed));
        Assert.Equal("tool: Error: No such file.", chat.Rounds.Request(1)[^1]);
    }

    [Fact]
    public async Task Call_ProtocolError_IsItsResult()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        server.OnCall = (_, _) => throw new McpProtocolException("Wrong in every way.", McpErrorCode.InvalidParams);
        await using ToolChat chat = new(ToolChat.At(server.Address));

        ToolCall call = await CallAsync(chat);

        Assert.True(call.IsFailed);
        Assert.Contains("Wrong in every way.", call.Result, StringComparison.Ordinal);
        Assert.NotEmpty(await chat.ToolsAsync());
    }

    [Fact]
    public async Task Call_NoAnswer_EndsAndCancelsTheCall()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        server.OnCall = async (_, cancellation) =>
        {
            using CancellationTokenRegistration registration = cancellation.Register(cancelled.SetResult);
            called.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return TestMcpServer.Text("never");
        };
        await using ToolChat chat = new(ToolChat.At(server.Address) with { CallSeconds = 1 }, time);

        Task<ToolCall> calling = CallAsync(chat);
        await called.Task.WaitAsync(WaitLimit.Value, Cancellation);
        time.Advance(TimeSpan.FromSeconds(1));
        ToolCall call = await calling;

        Assert.Equal(("files did not answer within 1 s.", true), (call.Result, call.IsFailed));
        await cancelled.Task.WaitAsync(WaitLimit.Value, Cancellation);
    }

    /// <summary>A server that ends in the middle of a call costs that call; when it is back, so are its tools.</summary>
    [Fact]
    public async Task Call_ServerEndsMeanwhile_FailsAndTheToolsComeBackWithTheServer()
    {
        FakeTimeProvider time = new();
        int port = FreePort.Next();
        TestMcpServer server = await TestMcpServer.StartAsync(port);
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        server.OnCall = async (_, _) =>
        {
            called.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, Cancellation);
            return TestMcpServer.Text("never");
        };
        await using ToolChat chat = new(ToolChat.At(server.Address), time);

        Task<ToolCall> calling = CallAsync(chat);
        await called.Task.WaitAsync(WaitLimit.Value, Cancellation);
        await server.DisposeAsync();
        ToolCall call = await calling;

        Assert.True(call.IsFailed);
        Assert.StartsWith("The connection to files was lost.", call.Result, StringComparison.Ordinal);
        ToolServer gone = await chat.UntilAsync(state => state.Problem is not null);
        Assert.Empty(gone.Tools);
        Assert.StartsWith("It cannot be reached", gone.Problem, StringComparison.Ordinal);
        Assert.Empty(chat.Tools.Named([Echo]));

        await using TestMcpServer again = await TestMcpServer.StartAsync(port);
        Task<string[]> back = chat.ToolsAsync();
        while (!back.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(back, Task.Delay(20, Cancellation));
        }

        Assert.Equal([Echo], await back);
    }

    [Theory]
    [InlineData(401, "text/plain", "", "It answered 401 Unauthorized.")]
    [InlineData(500, "text/plain", "", "It answered 500 Internal server error.")]
    [InlineData(200, "text/html", "<html>Hello</html>", null)]
    [InlineData(200, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":7}", null)]
    [InlineData(200, "application/json", "nonsense", null)]
    [InlineData(200, "text/event-stream", "data: nonsense\n\n", null)]
    public async Task Connect_ServerSendsNonsense_SaysSoInOneLine(int status, string type, string body, string? problem)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication app = builder.Build();
        app.Map("/mcp", async http =>
        {
            (http.Response.StatusCode, http.Response.ContentType) = (status, type);
            await http.Response.WriteAsync(body, Encoding.UTF8, http.RequestAborted);
        });
        await app.StartAsync(Cancellation);
        await using ToolChat chat = new(ToolChat.At(new Uri($"{app.Urls.Single()}/mcp")) with { ConnectSeconds = problem is null ? 2 : 60 });

        ToolServer state = await chat.UntilAsync(server => server.Problem is not null);

        Assert.Empty(state.Tools);
        Assert.True(problem is null || state.Problem == problem, state.Problem);
        Assert.DoesNotContain('\n', state.Problem!);
    }

    [Fact]
    public async Task Connect_NobodyListens_SaysSoAndTheChatAnswers()
    {
        await using ToolChat chat = new(ToolChat.At(new Uri("http://127.0.0.1:1/mcp")));
        ToolServer state = await chat.UntilAsync(server => server.Problem is not null);
        Assert.StartsWith("It cannot be reached (", state.Problem, StringComparison.Ordinal);
        chat.Script("calculator", """{"expression":"17*23"}""");
        Conversation conversation = chat.Begin("calculator", Echo);

        await conversation.SendAsync(new Draft("Go"));
        await conversation.Completion;

        Assert.Equal("391", conversation.Messages[^1].ToolCalls[0].Result);
        Assert.Equal(["calculator"], chat.Rounds.Options[0].Tools!.Select(tool => tool.Name));
    }

    private static async Task<ToolCall> CallAsync(ToolChat chat)
    {
        await chat.ToolsAsync();
        chat.Script(Echo, """{"text":"hi"}""");
        Conversation conversation = chat.Begin(Echo);
        ToolCall asked = await ToolChat.AskedAsync(conversation);
        return await ToolChat.DecideAsync(conversation, asked, ToolDecision.AllowOnce);
    }
}
