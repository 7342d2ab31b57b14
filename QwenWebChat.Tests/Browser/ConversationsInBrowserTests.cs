using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>Chats that stay: reloaded in mid-stream, open in two tabs, found again in the sidebar.</summary>
[Slow]
public sealed class ConversationsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Reload_InMidStream_GoesOn()
    {
        IPage page = await browser.OpenAsync(UntrainedModel.Folder);
        await SendAsync(page, "Go on and on");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/chat/."));
        await Assertions.Expect(page.GetByTestId("composer")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "streaming");

        await page.ReloadAsync();

        await Assertions.Expect(page.GetByTestId("message-user")).ToContainTextAsync("Go on and on");
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "streaming");
        await Assertions.Expect(page.Locator(".conversation.current [data-testid=generating]")).ToBeVisibleAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.ShootAsync("sidebar");
        await page.GetByTestId("stop").ClickAsync();
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "stopped");
        await page.CloseAsync();
    }

    [Fact]
    public async Task TwoTabs_OfOneChat_Agree()
    {
        IPage first = await browser.OpenAsync(UntrainedModel.Folder);
        IPage second = await browser.OpenAsync(UntrainedModel.Folder);
        await SendAsync(first, "Two of us");
        await Assertions.Expect(first).ToHaveURLAsync(new Regex("/chat/."));
        await second.GotoAsync(first.Url);
        await second.Locator(".composer[data-ready]").WaitForAsync();

        await second.GetByTestId("stop").ClickAsync();

        await Assertions.Expect(first.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "stopped");
        await Assertions.Expect(second.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "stopped");
        Assert.Equal(await first.Locator("[data-answer]").InnerTextAsync(), await second.Locator("[data-answer]").InnerTextAsync());
        await first.CloseAsync();
        await second.CloseAsync();
    }

    [Fact]
    public async Task Sidebar_RenameSearchDelete_ByHand()
    {
        IPage page = await browser.OpenAsync(UntrainedModel.Folder);
        await SendAsync(page, "季度报告");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/chat/."));
        string address = page.Url;
        await page.GetByTestId("stop").ClickAsync();
        ILocator current = page.Locator(".conversation.current");

        await current.HoverAsync();
        await current.Locator("[data-testid=conversation-menu] button").ClickAsync();
        await page.GetByTestId("menu-rename").ClickAsync();
        await page.GetByTestId("rename-field").FillAsync("我的工作");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("我的工作");

        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.GetByTestId("suggestion").First).ToBeVisibleAsync();
        await page.GetByTestId("search").FillAsync("报告");
        await Assertions.Expect(page.Locator("[data-testid=search-hit] mark").First).ToHaveTextAsync("报告");
        await page.GetByTestId("search").PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(address);
        await page.GetByTestId("search").PressAsync("Escape");

        await current.HoverAsync();
        await current.Locator("[data-testid=conversation-menu] button").ClickAsync();
        await Assertions.Expect(page.GetByTestId("menu-delete")).ToBeInViewportAsync();
        await page.ShootAsync("sidebar-menu");
        await page.GetByTestId("menu-delete").ClickAsync();
        await Assertions.Expect(page.GetByTestId("suggestion").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(address);
        await Assertions.Expect(page.GetByTestId("message-user")).ToContainTextAsync("季度报告");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Address_OfNoChat_SaysSoAndLeadsOn()
    {
        IPage page = await browser.OpenAsync(UntrainedModel.Folder);

        await page.GotoAsync(new Uri(new Uri(page.Url), $"chat/{Guid.NewGuid()}").ToString());
        await Assertions.Expect(page.GetByTestId("chat-not-found")).ToBeVisibleAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.GetByTestId("chat-not-found").GetByRole(AriaRole.Link).ClickAsync();

        await Assertions.Expect(page.GetByTestId("suggestion").First).ToBeVisibleAsync();
        await page.CloseAsync();
    }

    private static async Task SendAsync(IPage page, string text)
    {
        await page.GetByTestId("composer").FillAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }
}
