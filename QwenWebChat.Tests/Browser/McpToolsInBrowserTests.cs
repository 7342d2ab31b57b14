using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QwenWebChat.App.Models;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Components;
using QwenWebChat.Tests.Mcp;

namespace QwenWebChat.Tests.Browser;

/// <summary>Tools of another program, switched on, asked for and allowed by hand, in both themes and on a phone.</summary>
[Slow]
public sealed class McpToolsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Echo = "files__echo";
    private const string Arguments = """{"text":"A letter to the landlord about the heating, which has been off since Monday."}""";

    [Fact]
    public async Task Tool_IsSwitchedOnAskedForAllowedAndAskedForAgain()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        server.Schemas["search"] = """{"type":"object"}""";
        ScriptedRounds rounds = new();
        for (int answer = 0; answer < 3; answer++)
        {
            rounds.Add(rounds.Call(Echo, Arguments), ScriptedRounds.End(ChatFinishReason.ToolCalls));
            rounds.Add(ScriptedRounds.Text("Done."), ScriptedRounds.End(ChatFinishReason.Stop));
        }

        // A demo model is not asked for a title, which would take one of the rounds.
        FakeModelHost demo = new();
        demo.Become(FakeModelHost.Ready with { IsDemo = true });
        await using ScriptedWebApp app = new(rounds.Client, services => services.AddSingleton<IModelHost>(demo), new Dictionary<string, string>
        {
            ["Mcp:Servers:files:Url"] = server.Address.ToString(),
            ["Mcp:Servers:gone:Url"] = "http://127.0.0.1:1/mcp",
        });
        IPage page = await browser.OpenAsync(app);
        await Assertions.Expect(page.Locator(".sidebar-foot")).ToContainTextAsync("Only tools that you allow");
        await page.GetByTestId("tools").ClickAsync();
        await page.GetByTestId($"tool-{Echo}").ClickAsync();
        await Assertions.Expect(page.GetByTestId("tool-server-problem")).ToContainTextAsync("It cannot be reached");
        await page.Keyboard.PressAsync("Escape");

        await SendAsync(page);
        await Assertions.Expect(page.GetByTestId("tool-question")).ToContainTextAsync("call echo of files");
        Assert.Empty(server.Calls);
        // By the keyboard alone: the head of the call, its arguments, the first choice.
        await page.GetByTestId("tool-head").FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByTestId("tool-allow")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByTestId("tool-call")).ToHaveAttributeAsync("data-state", "done");
        await Assertions.Expect(page.GetByTestId("tool-head")).ToBeFocusedAsync();
        Assert.Single(server.Calls);
        await Assertions.Expect(page.GetByTestId("message-assistant").Last).ToHaveAttributeAsync("aria-busy", "false");

        await SendAsync(page);
        await page.GetByTestId("tool-always").ClickAsync();
        await Assertions.Expect(page.GetByTestId("message-assistant").Last).ToContainTextAsync("Done.");
        await Assertions.Expect(page.GetByTestId("message-assistant").Last).ToHaveAttributeAsync("aria-busy", "false");
        await page.AskAsync("And again");
        Assert.Equal(3, server.Calls.Count);

        await page.GetByTestId("tools").ClickAsync();
        await page.GetByTestId($"forget-{Echo}").ClickAsync();
        await Assertions.Expect(page.GetByTestId($"forget-{Echo}")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("tools-panel")).ToBeFocusedAsync();
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task QuestionAndMenu_FitAndAreAccessible(string locale)
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        server.Schemas["bad"] = """{"type":"object","properties":{"city":{"type":"strin"}}}""";
        ScriptedRounds rounds = new();
        rounds.Add(rounds.Call(Echo, Arguments), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        await using ScriptedWebApp app = new(rounds.Client, settings: new Dictionary<string, string> { ["Mcp:Servers:files:Url"] = server.Address.ToString(), ["Mcp:Servers:gone:Url"] = "http://127.0.0.1:1/mcp" });
        PageLooks looks = new(locale);
        IPage page = await browser.OpenAsync(app, looks.Options);

        await page.GetByTestId("tools").ClickAsync();
        await page.GetByTestId($"tool-{Echo}").ClickAsync();
        await Assertions.Expect(page.GetByTestId("tool-server-problem")).ToHaveCountAsync(2);
        await looks.CheckAsync(page, "mcp-menu");
        await page.Keyboard.PressAsync("Escape");
        await SendAsync(page);
        await page.GetByTestId("tool-question").WaitForAsync();
        await looks.CheckAsync(page, "mcp-question");
        await page.CloseAsync();
    }

    private static Task SendAsync(IPage page) => page.SendAsync("Write it down");
}
