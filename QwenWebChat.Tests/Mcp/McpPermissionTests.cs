using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Mcp;

/// <summary>Calls of tools of other programs: the user is asked, and the decision holds as long as it says.</summary>
[Slow]
public sealed class McpPermissionTests
{
    private const string Echo = "files__echo";
    private const string Arguments = """{"text":"你好"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AllowOnce_RunsTheCallAndAsksForTheNext()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        await using ToolChat chat = new(ToolChat.At(server.Address));
        Assert.Equal([Echo], await chat.ToolsAsync());
        Conversation conversation = chat.Begin(Echo);
        chat.Script(Echo, Arguments);

        ToolCall asked = await ToolChat.AskedAsync(conversation);
        Assert.Empty(server.Calls);
        ToolCall call = await ToolChat.DecideAsync(conversation, asked, ToolDecision.AllowOnce);

        Assert.Equal((Arguments, false, null, false), (System.Text.RegularExpressions.Regex.Unescape(call.Result!), call.IsFailed, call.QuestionId, call.IsRunning));
        Assert.Single(server.Calls);
        Assert.Equal("Done.", conversation.Messages[^1].Text);
        chat.Script(Echo, Arguments);
        ToolCall again = await ToolChat.AskedAsync(conversation);
        // The answer to the first question is not one to this.
        conversation.Decide(asked.QuestionId!.Value, ToolDecision.AllowOnce);
        Assert.NotEqual(asked.QuestionId, again.QuestionId);
        await ToolChat.DecideAsync(conversation, again, ToolDecision.Deny);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task AllowAlways_IsStoredForThisToolOfThisServerAlone()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        server.Schemas["other"] = """{"type":"object"}""";
        await using ToolChat chat = new(ToolChat.At(server.Address));
        await chat.ToolsAsync();
        Conversation conversation = chat.Begin(Echo, "files__other");
        chat.Script(Echo, Arguments);
        await ToolChat.DecideAsync(conversation, await ToolChat.AskedAsync(conversation), ToolDecision.AllowAlways);

        chat.Script(Echo, Arguments);
        await conversation.SendAsync(new Draft("Again"));
        await conversation.Completion;

        Assert.Equal(2, server.Calls.Count);
        IChatTool echo = chat.Tools.Named([Echo]).Single();
        IChatTool other = chat.Tools.Named(["files__other"]).Single();
        ToolPermissions stored = new(chat.Database, chat.Database.Time);
        Assert.Equal([Echo], await stored.ListAsync(TestDatabase.LocalOwner, [echo, other], Cancellation));
        Assert.False(await stored.IsAllowedAsync(TestDatabase.OtherOwner, echo, Cancellation));
        Assert.False(await stored.IsAllowedAsync(TestDatabase.LocalOwner, new Elsewhere(echo), Cancellation));
        await chat.Tools.ForgetAsync(Echo, TestDatabase.LocalOwner);
        Assert.False(await chat.Tools.IsAllowedAsync(echo, TestDatabase.LocalOwner, Cancellation));
    }

    [Fact]
    public async Task Deny_TellsTheModelAndCallsNothing()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        await using ToolChat chat = new(ToolChat.At(server.Address));
        await chat.ToolsAsync();
        Conversation conversation = chat.Begin(Echo);
        chat.Script(Echo, Arguments);

        ToolCall call = await ToolChat.DecideAsync(conversation, await ToolChat.AskedAsync(conversation), ToolDecision.Deny);

        Assert.Equal(("The user did not allow this call.", true), (call.Result, call.IsFailed));
        Assert.Empty(server.Calls);
        Assert.Equal("tool: Error: The user did not allow this call.", chat.Rounds.Request(1)[^1]);
    }

    /// <summary>The user stops instead of an answer: the call stays open, and is asked for again when the answer goes on.</summary>
    [Fact]
    public async Task Stop_WhileAsked_LeavesTheCallOpenUntilItContinues()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        await using ToolChat chat = new(ToolChat.At(server.Address));
        await chat.ToolsAsync();
        Conversation conversation = chat.Begin(Echo);
        chat.Script(Echo, Arguments);
        ToolCall asked = await ToolChat.AskedAsync(conversation);

        conversation.Stop();
        await conversation.Completion;
        ToolCall open = conversation.Messages[^1].ToolCalls[0];
        conversation.Decide(asked.QuestionId!.Value, ToolDecision.AllowOnce);
        Assert.Equal((null, null), (open.Result, open.QuestionId));
        Assert.True(await conversation.ContinueAsync());
        ToolCall call = await ToolChat.DecideAsync(conversation, await ToolChat.QuestionAsync(conversation), ToolDecision.AllowOnce);

        Assert.False(call.IsFailed);
        Assert.Single(server.Calls);
    }

    /// <summary>The same tool of another server under the same name.</summary>
    private sealed class Elsewhere(IChatTool tool) : IChatTool
    {
        public Microsoft.Extensions.AI.AIFunctionDeclaration Declaration => tool.Declaration;

        public string? Origin => "http://elsewhere.example/mcp";

        public Task<ToolResult> CallAsync(System.Text.Json.JsonElement arguments, Guid ownerId, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
