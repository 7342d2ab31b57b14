using Microsoft.Playwright;
using QwenWebChat.App.Accounts;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Browser;

/// <summary>Accounts by hand: the set-up, an invitation, two people at once, in both themes and languages and on a phone.</summary>
[Slow]
public sealed class AccountsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Password = "nine geese walk to Lyon";

    private static readonly string[] Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    [Fact]
    public async Task FirstAdministrator_InvitesAMemberWhoIsPausedLater()
    {
        await using TeamApp app = TeamApp.StartEmpty();
        IPage ada = await OpenAsync(app, "/");
        await ada.Locator(".composer[data-ready]").WaitForAsync();
        await ada.AskAsync("What I asked before there were accounts");
        await ada.GetByTestId("add-accounts").ClickAsync();
        await FillAsync(ada, "ada");
        await ada.GetByTestId("set-up").ClickAsync();
        await Assertions.Expect(ada.GetByTestId("profile-link")).ToHaveTextAsync("ada");
        await Assertions.Expect(ada.GetByTestId("conversation")).ToContainTextAsync("Hello");
        await Assertions.Expect(ada.GetByTestId("access-chip")).ToHaveCountAsync(0);

        await ada.GetByTestId("admin-link").ClickAsync();
        await ada.GetByTestId("admin-members").ClickAsync();
        await ada.GetByTestId("invite").ClickAsync();
        await ada.GetByTestId("invite-create").ClickAsync();
        string link = await ada.GetByTestId("account-link").InputValueAsync();
        await ada.GetByTestId("link-done").ClickAsync();
        await Assertions.Expect(ada.GetByTestId("invitation")).ToHaveCountAsync(1);

        IPage bob = await browser.NewPageAsync();
        await bob.GotoAsync(link);
        await FillAsync(bob, "bob");
        await bob.GetByTestId("accept").ClickAsync();
        await bob.Locator(".composer[data-ready]").WaitForAsync();
        await Assertions.Expect(bob.GetByTestId("conversation")).ToHaveCountAsync(0);
        await Assertions.Expect(bob.GetByTestId("admin-link")).ToHaveCountAsync(0);
        await bob.AskAsync("A question of bob");
        await Assertions.Expect(ada.GetByTestId("invitation")).ToHaveCountAsync(0);
        await Assertions.Expect(ada.GetByTestId("conversation")).ToHaveCountAsync(1);

        await ada.GetByTestId("member-bob").GetByTestId("member-menu").GetByRole(AriaRole.Button).ClickAsync();
        await ada.GetByTestId("member-pause").ClickAsync();
        await Assertions.Expect(ada.GetByTestId("member-bob")).ToHaveAttributeAsync("data-paused", "");
        await Assertions.Expect(bob.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await bob.ReloadAsync();
        await Assertions.Expect(bob.GetByTestId("sign-in")).ToBeVisibleAsync();
        await bob.CloseAsync();
        await ada.CloseAsync();
    }

    [Fact]
    public async Task MembersPage_ByAMember_IsNotThere()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        IPage page = await SignInAsync(app, TeamApp.Member, new BrowserNewPageOptions());

        // Within the circuit, where no request is made.
        await page.EvaluateAsync("Blazor.navigateTo('/admin/members')");

        await Assertions.Expect(page.Locator(".plain-page h2")).ToHaveTextAsync("Page not found");
        await Assertions.Expect(page.GetByTestId("members")).ToHaveCountAsync(0);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, "en-US", 1280, 800)]
    [InlineData(ColorScheme.Dark, "zh-CN", 1280, 800)]
    [InlineData(ColorScheme.Light, "zh-CN", 390, 780)]
    [InlineData(ColorScheme.Dark, "en-US", 390, 780)]
    public async Task Pages_FitAndAreAccessible(ColorScheme scheme, string locale, int width, int height)
    {
        BrowserNewPageOptions options = new() { ColorScheme = scheme, Locale = locale, ViewportSize = new() { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce };
        string name = $"{scheme}-{width}".ToLowerInvariant();
        await using (TeamApp empty = TeamApp.StartEmpty(isReachable: true))
        {
            IPage first = await OpenAsync(empty, "/", options);
            await CheckAsync(first, $"accounts-set-up-{name}.png");
            await first.CloseAsync();
        }

        await using TeamApp app = await TeamApp.StartAsync();
        IPage page = await OpenAsync(app, "/", options);
        await page.GetByTestId("name").FillAsync("nobody");
        await page.GetByTestId("password").FillAsync("wrong");
        await page.GetByTestId("sign-in").ClickAsync();
        await page.GetByTestId("account-problem").WaitForAsync();
        await CheckAsync(page, $"accounts-sign-in-{name}.png");
        await FillSignInAsync(page, TeamApp.Administrator);
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.GotoAsync(new Uri(app.Address, AccountPaths.Profile).ToString());
        await CheckAsync(page, $"accounts-profile-{name}.png");
        await page.GotoAsync(new Uri(app.Address, "/admin/members").ToString());
        await CheckAsync(page, $"accounts-members-{name}.png");
        await page.GetByTestId("invite").ClickAsync();
        await page.GetByTestId("invite-create").ClickAsync();
        await page.GetByTestId("account-link").WaitForAsync();
        await CheckAsync(page, $"accounts-link-{name}.png");
        await page.CloseAsync();
    }

    private static async Task FillAsync(IPage page, string name)
    {
        await page.GetByTestId("name").FillAsync(name);
        await page.GetByTestId("password").FillAsync(Password);
        await page.GetByTestId("again").FillAsync(Password);
    }

    private static async Task FillSignInAsync(IPage page, string name)
    {
        await page.GetByTestId("name").FillAsync(name);
        await page.GetByTestId("password").FillAsync(TeamApp.PasswordOf(name));
        await page.GetByTestId("sign-in").ClickAsync();
    }

    // Nothing is wider than the page, and axe finds nothing.
    private static async Task CheckAsync(IPage page, string screenshot)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(BrowserFixture.Screenshots, screenshot) });
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), screenshot);
        Assert.Empty(await page.FindAxeViolationsAsync(Rules));
    }

    private async Task<IPage> OpenAsync(TeamApp app, string path, BrowserNewPageOptions? options = null)
    {
        IPage page = await browser.NewPageAsync(options ?? new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        await page.GotoAsync(new Uri(app.Address, path).ToString());
        return page;
    }

    private async Task<IPage> SignInAsync(TeamApp app, string name, BrowserNewPageOptions options)
    {
        IPage page = await OpenAsync(app, "/", options);
        await FillSignInAsync(page, name);
        await page.Locator(".composer[data-ready]").WaitForAsync();
        return page;
    }
}
