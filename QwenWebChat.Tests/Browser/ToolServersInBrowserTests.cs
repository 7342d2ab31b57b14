using Microsoft.Playwright;
using QwenWebChat.Tests.Audit;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Mcp;

namespace QwenWebChat.Tests.Browser;

/// <summary>Tool servers added, changed, switched off and removed by hand, in both themes, both languages and on a phone.</summary>
[Slow]
public sealed class ToolServersInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Secret = "Bearer 5ecret-of-the-test";

    [Fact]
    public async Task Server_IsAddedUsedChangedSwitchedOffAndRemoved()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        await using ScriptedWebApp app = new(new ScriptedRounds().Client, settings: new Dictionary<string, string> { ["Mcp:Servers:gone:Url"] = "http://127.0.0.1:1/mcp" });
        IPage page = await browser.OpenAsync(app);
        List<string> frames = [];
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => frames.Add(frame.Text ?? System.Text.Encoding.UTF8.GetString(frame.Binary ?? []));
        await page.GetByTestId("admin-link").ClickAsync();
        await page.GetByTestId("admin-tools").ClickAsync();
        await Assertions.Expect(page.GetByTestId("server-of-gone")).ToHaveAttributeAsync("data-state", "failed");
        await Assertions.Expect(page.GetByTestId("server-of-gone").GetByTestId("server-edit")).ToHaveCountAsync(0);

        await page.GetByTestId("server-add").ClickAsync();
        await page.GetByTestId("server-name").FillAsync("GONE");
        await page.GetByTestId("server-url").FillAsync(server.Address.ToString());
        await page.GetByTestId("secret-add").ClickAsync();
        await page.GetByTestId("secret-name").FillAsync("Authorization");
        await page.GetByTestId("secret-value").FillAsync(Secret);
        await page.GetByTestId("server-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("server-wrong")).ToContainTextAsync("The settings have a server of this name.");
        await page.GetByTestId("server-name").FillAsync("files");
        await page.GetByTestId("server-save").ClickAsync();
        ILocator card = page.GetByTestId("server-of-files");
        await Assertions.Expect(card.GetByTestId("server-state")).ToHaveTextAsync("Connected, 1 tool");
        Assert.Equal(Secret, server.Authorization);

        // Another page knows nothing of the value, and leaves it as it is.
        await page.ReloadAsync();
        frames.Clear();
        await page.Locator(".frame[data-live]").WaitForAsync();
        await card.GetByTestId("server-edit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("secret-value")).ToHaveValueAsync("");
        await page.GetByTestId("server-url").FillAsync($"{server.Address}?team=2");
        await page.GetByTestId("server-save").ClickAsync();
        await Assertions.Expect(card.GetByTestId("server-origin")).ToContainTextAsync("?team=2");
        await Assertions.Expect(card.GetByTestId("server-state")).ToHaveTextAsync("Connected, 1 tool");
        Assert.Equal(Secret, server.Authorization);
        Assert.DoesNotContain(Secret, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.NotEmpty(frames);
        Assert.DoesNotContain(frames, frame => frame.Contains(Secret, StringComparison.Ordinal));

        await page.GotoAsync(new Uri(new Uri(page.Url), "/").ToString());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await Assertions.Expect(page.Locator(".sidebar-foot")).ToContainTextAsync("Only tools that you allow");
        await page.GetByTestId("tools").ClickAsync();
        await page.GetByTestId("tool-files__echo").ClickAsync();
        await page.GetByTestId("tools-servers").ClickAsync();
        await card.GetByTestId("server-switch").ClickAsync();
        await Assertions.Expect(card).ToHaveAttributeAsync("data-state", "off");
        await card.GetByTestId("server-switch").ClickAsync();
        await Assertions.Expect(card).ToHaveAttributeAsync("data-state", "connected");
        await card.GetByTestId("server-remove").ClickAsync();
        await page.GetByTestId("remove-server-no").ClickAsync();
        await Assertions.Expect(card).ToHaveCountAsync(1);
        await card.GetByTestId("server-remove").ClickAsync();
        await page.GetByTestId("remove-server-yes").ClickAsync();
        await Assertions.Expect(card).ToHaveCountAsync(0);
        Assert.Equal(
            ["ToolServerAdded", "ToolServerChanged", "ToolServerChanged off", "ToolServerChanged on", "ToolServerRemoved"],
            TestAudit.Entries(app.Services).Select(entry => $"{entry.Action} {entry.Detail}".TrimEnd()));
        Assert.All(TestAudit.Entries(app.Services), entry => Assert.Equal(("local", "files"), (entry.ActorName, entry.Target)));
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task PageAndDialogs_FitAndAreAccessible(string locale)
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        server.Schemas["search_everything_that_was_ever_written"] = """{"type":"object"}""";
        server.Schemas["bad"] = """{"type":"object","properties":{"city":{"type":"strin"}}}""";
        PageLooks looks = new(locale);
        await using (ScriptedWebApp empty = new(new ScriptedRounds().Client))
        {
            IPage none = await browser.OpenAsync(empty, looks.Options);
            await GoAsync(none);
            await none.GetByTestId("servers-none").WaitForAsync();
            await looks.CheckAsync(none, "servers-none");
            await none.CloseAsync();
        }

        await using ScriptedWebApp app = new(new ScriptedRounds().Client, settings: new Dictionary<string, string>
        {
            ["Mcp:Servers:files:Url"] = server.Address.ToString(),
            ["Mcp:Servers:files:Headers:Authorization"] = Secret,
            ["Mcp:Servers:gone:Url"] = "http://127.0.0.1:1/mcp",
        });
        IPage page = await browser.OpenAsync(app, looks.Options);
        await GoAsync(page);
        await page.GetByTestId("server-add").ClickAsync();
        await page.GetByTestId("server-name").FillAsync("notes");
        await page.Locator("label", new() { Has = page.GetByTestId("kind-program") }).ClickAsync();
        await page.GetByTestId("server-command").FillAsync("/usr/local/bin/a-server-that-is-not-there");
        await page.GetByTestId("server-arguments").FillAsync("--folder\n/home/me/notes/of/all/the/years/that/have/passed/since/then");
        await page.GetByTestId("secret-add").ClickAsync();
        await page.GetByTestId("secret-name").FillAsync("A B");
        await page.GetByTestId("secret-value").FillAsync("value");
        await page.GetByTestId("server-save").ClickAsync();
        await page.GetByTestId("server-wrong").WaitForAsync();
        await looks.CheckAsync(page, "servers-add-program");
        await page.GetByTestId("secret-name").FillAsync("API_KEY");
        await page.GetByTestId("server-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("server-of-notes")).ToHaveAttributeAsync("data-state", "failed");
        await Assertions.Expect(page.GetByTestId("server-of-files")).ToHaveAttributeAsync("data-state", "connected");
        await page.GetByTestId("server-tools").Locator("summary").ClickAsync();
        await looks.CheckAsync(page, "servers");

        await page.GetByTestId("server-of-notes").GetByTestId("server-edit").ClickAsync();
        await page.GetByTestId("secret-value").WaitForAsync();
        await looks.CheckAsync(page, "servers-edit");
        await page.GetByTestId("server-cancel").ClickAsync();
        await page.GetByTestId("server-add").ClickAsync();
        await page.GetByTestId("server-url").WaitForAsync();
        await looks.CheckAsync(page, "servers-add");
        await page.GetByTestId("server-cancel").ClickAsync();
        await page.GetByTestId("server-of-notes").GetByTestId("server-remove").ClickAsync();
        await page.GetByTestId("remove-server-yes").WaitForAsync();
        await looks.CheckAsync(page, "servers-remove");
        await page.CloseAsync();
    }

    private static async Task GoAsync(IPage page)
    {
        await page.GotoAsync(new Uri(new Uri(page.Url), "/admin/tools").ToString());
        await page.Locator(".frame[data-live]").WaitForAsync();
    }
}
