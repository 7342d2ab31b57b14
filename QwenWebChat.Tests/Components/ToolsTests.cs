using Bunit;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Components;

/// <summary>The switches of tools in the composer, and calls in answers.</summary>
public sealed class ToolsTests
{
    private static readonly ToolCall Done = new("calculator", """{"expression":"6*7"}""") { Result = "42", DurationMs = 850 };

    [Theory]
    [InlineData("en", "Calculator|Date and time|Document search", "Tools: 2 on")]
    [InlineData("zh-Hans", "计算器|日期和时间|文档搜索", "工具：已开启 2 个")]
    public async Task Menu_Switches_AreStoredAndCounted(string culture, string names, string label)
    {
        await using UiContext ui = new(culture);
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        Assert.Empty(page.FindAll(".tools-count"));
        page.Find("[data-testid=tools]").Click();
        Assert.Equal(names, string.Join('|', page.FindAll(".tools-name").Select(name => name.TextContent)));
        Assert.All(page.FindAll(".tools-about"), about => Assert.NotEmpty(about.TextContent));

        await ui.Conversation.SetSetupAsync(ui.Conversation.Setup with { Tools = ["of_another_version"] });
        page.Find("[data-testid=tool-date]").Change(true);
        page.Find("[data-testid=tool-calculator]").Change(true);
        page.Find("[data-testid=tool-search_documents]").Change(true);
        page.Find("[data-testid=tool-search_documents]").Change(false);

        page.WaitForAssertion(() => Assert.Equal("2", page.Find(".tools-count").TextContent));
        Assert.Equal(label, page.Find("[data-testid=tools]").GetAttribute("aria-label"));
        Assert.Equal(["calculator", "date", "of_another_version"], ui.Conversation.Setup.Tools);
        page.Find("[data-dismiss]").Click();
        Assert.Empty(page.FindAll("[data-testid=tools-panel]"));
        await ui.Conversation.SendAsync(new Draft("Hi"));
        await ui.Conversation.Completion;
        Assert.Equal(ui.Conversation.Setup, (await ui.Database.OpenAsync(ui.Conversation.ConversationId!.Value)) is { } stored ? stored.Setup : null);
    }

    [Theory]
    [InlineData("en", "Calculator", "6*7", "850\u00a0ms")]
    [InlineData("zh-Hans", "计算器", "6*7", "850\u00a0ms")]
    public async Task Row_Done_ShowsTheResultWhenItIsOpened(string culture, string name, string summary, string state)
    {
        await using UiContext ui = new(culture);
        IRenderedComponent<ToolCallRow> row = ui.Render<ToolCallRow>(parameters => parameters.Add(part => part.Call, Done));

        Assert.Equal(("done", name, summary, state), (State(row), row.Find(".tool-name").TextContent, row.Find(".tool-summary").TextContent, row.Find(".tool-state").TextContent));
        Assert.Empty(row.FindAll("[data-testid=tool-body]"));
        row.Find("[data-testid=tool-head]").Click();

        Assert.Equal("true", row.Find("[data-testid=tool-head]").GetAttribute("aria-expanded"));
        Assert.Equal("{\n  \"expression\": \"6*7\"\n}", row.Find("[data-testid=tool-arguments]").TextContent.ReplaceLineEndings("\n"));
        Assert.Equal("42", row.Find("[data-testid=tool-result]").TextContent);
        row.Find("[data-testid=tool-head]").Click();
        Assert.Empty(row.FindAll("[data-testid=tool-body]"));
    }

    [Theory]
    [InlineData("en", "The model wants to call echo of files with these arguments. Allow it?", "Allow once|Always allow|Deny")]
    [InlineData("zh-Hans", "模型想以这些参数调用 files 的 echo。是否允许？", "允许一次|始终允许|拒绝")]
    public async Task Row_ToolOfAnotherProgram_AsksAndTellsTheDecision(string culture, string question, string choices)
    {
        await using UiContext ui = new(culture);
        List<(Guid Id, ToolDecision Decision)> decisions = [];
        ToolCall asked = new("files__echo", """{"text":"hi"}""") { QuestionId = Guid.NewGuid() };
        IRenderedComponent<ToolCallRow> row = ui.Render<ToolCallRow>(parameters => parameters
            .Add(part => part.Call, asked).Add(part => part.IsAnswerRunning, true).Add(part => part.OnDecide, given => decisions.Add(given)));

        Assert.Equal(("asking", "files · echo", question), (State(row), row.Find(".tool-name").TextContent, row.Find("[role=alert]").TextContent));
        Assert.Equal(choices, string.Join('|', row.FindAll(".tool-choices button").Select(button => button.TextContent)));
        Assert.Contains("\"text\": \"hi\"", row.Find("[data-testid=tool-asked]").TextContent, StringComparison.Ordinal);
        foreach (string choice in new[] { "tool-allow", "tool-always", "tool-deny" })
        {
            row.Find($"[data-testid={choice}]").Click();
        }

        Assert.Equal([ToolDecision.AllowOnce, ToolDecision.AllowAlways, ToolDecision.Deny], decisions.Select(given => given.Decision));
        Assert.All(decisions, given => Assert.Equal(asked.QuestionId, given.Id));
        row.Render(parameters => parameters.Add(part => part.IsAnswerRunning, false));
        Assert.Empty(row.FindAll("[data-testid=tool-question]"));
    }

    [Fact]
    public async Task Menu_Servers_ShowTheirStatesAndToolsAsTheyChange()
    {
        await using UiContext ui = new();
        ToolServers servers = ui.Services.GetRequiredService<ToolServers>();
        servers.Set(new ToolServer("files") { IsConnecting = true });
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        page.Find("[data-testid=tools]").Click();
        Assert.Equal("filesConnecting…", page.Find("[data-testid=tool-server]").TextContent.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));

        servers.Set(new ToolServer("files") { Tools = [ScriptedTool.Saying("files__echo", "hi")], Problem = "Left out: bad: no." });
        page.WaitForElement("[data-testid=tool-files__echo]").Change(true);

        page.WaitForAssertion(() => Assert.Equal("1", page.Find(".tools-count").TextContent));
        Assert.Equal("echo", page.Find("[data-testid=tool-server] .tools-name").TextContent);
        Assert.Equal("Left out: bad: no.", page.Find("[data-testid=tool-server-problem]").TextContent);
        servers.Set(new ToolServer("files") { Problem = "It has ended." });
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=tool-files__echo]")));
        Assert.Contains("files__echo", ui.Conversation.Setup.Tools);
    }

    [Fact]
    public async Task Row_EachState_SaysItInWords()
    {
        await using UiContext ui = new();
        ToolCall open = Done with { Result = null, DurationMs = null };
        (ToolCall Call, bool IsRunning, string State, string Words)[] cases =
        [
            (open, true, "waiting", "Waiting"),
            (open with { IsRunning = true }, true, "running", "Running"),
            (Done with { Result = "Division by zero.", IsFailed = true }, true, "failed", "Failed"),
            (open, false, "notrun", "Not run"),
            (open with { IsRunning = true }, false, "notrun", "Not run"),
        ];
        foreach ((ToolCall call, bool isRunning, string state, string words) in cases)
        {
            IRenderedComponent<ToolCallRow> row = ui.Render<ToolCallRow>(parameters => parameters.Add(part => part.Call, call).Add(part => part.IsAnswerRunning, isRunning));

            Assert.Equal((state, words), (State(row), row.Find(".tool-state").TextContent));
            Assert.Equal(state == "running" ? 1 : 0, row.FindAll(".tool-spinner").Count);
        }
    }

    [Fact]
    public async Task Row_LongResultOfDocuments_LinksItsPassagesAndSaysWhatIsCut()
    {
        await using UiContext ui = new();
        Guid document = Guid.NewGuid();
        ToolCall call = new("search_documents", """{"query":"one\n two","other":5}""")
        {
            Result = "<b>no markup</b>",
            CutCharacters = 1_234,
            Sources = [new ToolSource(document, "a.pdf", 3, 10, 20), new ToolSource(document, "b.txt", null, 0, 5)],
        };

        IRenderedComponent<ToolCallRow> row = ui.Render<ToolCallRow>(parameters => parameters.Add(part => part.Call, call));
        Assert.Equal("query: one two, other: 5", row.Find(".tool-summary").TextContent);
        row.Find("[data-testid=tool-head]").Click();

        Assert.Equal("<b>no markup</b>", row.Find("[data-testid=tool-result]").TextContent);
        Assert.StartsWith("1,234 characters at the end were left out", row.Find("[data-testid=tool-cut]").TextContent, StringComparison.Ordinal);
        Assert.Equal(
            [($"documents/{document}?at=10-20&tab=questions", "a.pdf · page 3"), ($"documents/{document}?at=0-5&tab=questions", "b.txt")],
            row.FindAll("[data-testid=tool-source]").Select(link => (link.GetAttribute("href")!, link.TextContent)));
    }

    [Fact]
    public async Task Row_ToolOfAnotherVersion_HasItsOwnName()
    {
        await using UiContext ui = new();

        IRenderedComponent<ToolCallRow> row = ui.Render<ToolCallRow>(parameters => parameters.Add(part => part.Call, new ToolCall("web_search", "no json")));

        Assert.Equal(("web_search", ""), (row.Find(".tool-name").TextContent, row.Find(".tool-summary").TextContent));
    }

    /// <summary>Thoughts before a call are folded, though they are all that stands there.</summary>
    [Fact]
    public async Task Answer_ThoughtsBeforeACall_AreFolded()
    {
        ScriptedRounds rounds = new();
        rounds.Add(ScriptedRounds.Text("<think>\nCalculate.\n</think>\n\n"), rounds.Call("calculator", """{"expression":"6*7"}"""), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        rounds.Add(ScriptedRounds.Text("<think>\nSo it is 42.\n</think>\n\n42."), ScriptedRounds.End(ChatFinishReason.Stop));
        await using UiContext ui = new(client: rounds.Client);
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        await ui.Conversation.SetSetupAsync(ChatSetup.None with { Tools = ["calculator"] });

        await ui.Conversation.SendAsync(new Draft("Hi"));
        await ui.Conversation.Completion;

        page.WaitForAssertion(() => Assert.Equal([false, false], page.FindAll("[data-testid=reasoning]").Select(thought => thought.HasAttribute("open"))));
        // The model has its thoughts until the answer ends.
        Assert.StartsWith("assistant: <think>\nCalculate.", rounds.Request(1)[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_WithCalls_ShowsThemWhereTheyStand()
    {
        ScriptedRounds rounds = new();
        rounds.Add(ScriptedRounds.Text("Let me *see*."), rounds.Call("calculator", """{"expression":"6*7"}"""), rounds.Call("date", "{}"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        rounds.Add(rounds.Call("calculator", """{"expression":"1/0"}"""), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        rounds.Add(ScriptedRounds.Text("It is **42**."), ScriptedRounds.End(ChatFinishReason.Stop));
        await using UiContext ui = new(client: rounds.Client);
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        await ui.Conversation.SetSetupAsync(ChatSetup.None with { Tools = ["calculator", "date"] });

        await ui.Conversation.SendAsync(new Draft("Hi"));
        await ui.Conversation.Completion;

        page.WaitForAssertion(() => Assert.Equal(
            ["Let me see.", "done", "done", "failed", "It is 42."],
            page.FindAll("[data-testid=message-assistant] .md, [data-testid=tool-call]").Select(part => part.GetAttribute("data-state") ?? part.TextContent.Trim())));
        Assert.Equal("42", page.Find("[data-testid=message-assistant] strong").TextContent);
        page.Find("[data-testid=copy-answer]").Click();
        page.WaitForAssertion(() => Assert.Equal("Let me *see*.\n\nIt is **42**.", ui.JSInterop.Invocations["copyMessage"].Single().Arguments[0]));
    }

    [Fact]
    public async Task Answer_BetweenARoundAndTheNext_SaysThatItWaits()
    {
        ScriptedRounds first = new();
        int requestCount = 0;
        ScriptedChatClient client = new(cancellation => ++requestCount == 1
            ? Replay([first.Call("calculator", """{"expression":"6*7"}"""), ScriptedRounds.End(ChatFinishReason.ToolCalls)])
            : ScriptedChatClient.Hanging().GetStreamingResponseAsync([], null, cancellation));
        await using UiContext ui = new(client: client);
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        await ui.Conversation.SetSetupAsync(ChatSetup.None with { Tools = ["calculator"] });

        await ui.Conversation.SendAsync(new Draft("Hi"));

        page.WaitForElement("[data-testid=waiting-again]");
        Assert.Equal("done", page.Find("[data-testid=tool-call]").GetAttribute("data-state"));
        ui.Conversation.Stop();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=waiting-again]")));
        page.WaitForElement("[data-testid=continue]");
    }

    /// <summary>JSON behind calls is a tree as JSON alone is.</summary>
    [Fact]
    public async Task Answer_JsonBehindACall_IsATree()
    {
        ScriptedRounds rounds = new();
        rounds.Add(rounds.Call("calculator", """{"expression":"6*7"}"""), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        rounds.Add(ScriptedRounds.Text("""{"result": 42}"""), ScriptedRounds.End(ChatFinishReason.Stop));
        await using UiContext ui = new(client: rounds.Client);
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        await ui.Conversation.SetSetupAsync(ChatSetup.None with { Tools = ["calculator"], Format = new OutputFormat { Kind = OutputFormatKind.Json } });

        await ui.Conversation.SendAsync(new Draft("Hi"));
        await ui.Conversation.Completion;

        page.WaitForAssertion(() => Assert.Equal("42", page.Find("[data-testid=json-value]").TextContent));
        Assert.Single(page.FindAll("[data-testid=tool-call]"));
    }

    private static string? State(IRenderedComponent<ToolCallRow> row) => row.Find("[data-testid=tool-call]").GetAttribute("data-state");

    private static async IAsyncEnumerable<ChatResponseUpdate> Replay(ChatResponseUpdate[] updates)
    {
        await Task.CompletedTask;
        foreach (ChatResponseUpdate update in updates)
        {
            yield return update;
        }
    }
}
