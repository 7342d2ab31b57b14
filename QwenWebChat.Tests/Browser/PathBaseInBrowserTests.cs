using Microsoft.Playwright;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Browser;

/// <summary>The app under a path of a host that it shares with others, behind a proxy: everything by hand.</summary>
[Slow]
public sealed class PathBaseInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Everything_UnderAPath_StaysUnderIt()
    {
        await using TeamApp app = await TeamApp.StartAsync(new Dictionary<string, string> { ["Hosting:PathBase"] = "/chat" });
        await using PathProxy proxy = await PathProxy.StartAsync("/chat", app.Address);
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        List<string> outside = [];
        page.Response += (_, response) =>
        {
            if (response.Status >= 400 || !response.Url.StartsWith(proxy.Address.ToString(), StringComparison.Ordinal))
            {
                outside.Add($"{response.Status} {response.Url}");
            }
        };

        await page.GotoAsync(new Uri(proxy.Address, "documents").ToString());
        await page.GetByTestId("name").FillAsync(TeamApp.Administrator);
        await page.GetByTestId("password").FillAsync(TeamApp.PasswordOf(TeamApp.Administrator));
        await page.GetByTestId("sign-in").ClickAsync();
        Assert.Equal(new Uri(proxy.Address, "documents").ToString(), page.Url);
        await page.GetByTestId("new-chat").ClickAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.AskAsync("hi");
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"^{proxy.Address}chat/[0-9a-f-]{{36}}$"));
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToContainTextAsync("Hello");
        await page.GetByTestId("admin-link").ClickAsync();
        foreach (string tab in (string[])["admin-members", "admin-quotas", "admin-tools", "admin-keys", "admin-audit"])
        {
            await page.GetByTestId(tab).ClickAsync();
            await Assertions.Expect(page).ToHaveURLAsync($"{proxy.Address}admin/{tab["admin-".Length..]}");
        }

        await page.GetByTestId("api-link").ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync($"{proxy.Address}v1");
        await page.GetByTestId("profile-link").ClickAsync();
        await page.Locator("[data-culture=zh-Hans]").ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-Hans");
        Assert.All(await page.Context.CookiesAsync(), cookie => Assert.StartsWith("/chat", cookie.Path, StringComparison.Ordinal));
        await page.GetByTestId("sign-out").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{proxy.Address}sign-in");
        Assert.Empty(outside);
        await page.CloseAsync();
    }
}
