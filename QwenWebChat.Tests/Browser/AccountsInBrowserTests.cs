using Microsoft.Playwright;
using QwenWebChat.App.Accounts;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Browser;

/// <summary>Accounts by hand: the set-up, an invitation, two people at once, in both themes and languages and on a phone.</summary>
[Slow]
public sealed class AccountsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Password = "nine geese walk to Lyon";

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
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task Pages_FitAndAreAccessible(string locale)
    {
        PageLooks looks = new(locale);
        await using (TeamApp empty = TeamApp.StartEmpty(isReachable: true))
        {
            IPage first = await OpenAsync(empty, "/", looks.Options);
            await looks.CheckAsync(first, "accounts-set-up");
            await first.CloseAsync();
        }

        await using TeamApp app = await TeamApp.StartAsync();
        IPage page = await OpenAsync(app, "/", looks.Options);
        await page.GetByTestId("name").FillAsync("nobody");
        await page.GetByTestId("password").FillAsync("wrong");
        await page.GetByTestId("sign-in").ClickAsync();
        await page.GetByTestId("account-problem").WaitForAsync();
        await looks.CheckAsync(page, "accounts-sign-in");
        await FillSignInAsync(page, TeamApp.Administrator);
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.GotoAsync(new Uri(app.Address, AccountPaths.Profile).ToString());
        await looks.CheckAsync(page, "accounts-profile");
        await page.GotoAsync(new Uri(app.Address, "/admin/members").ToString());
        await looks.CheckAsync(page, "accounts-members");
        await page.GetByTestId("invite").ClickAsync();
        await page.GetByTestId("invite-create").ClickAsync();
        await page.GetByTestId("account-link").WaitForAsync();
        await looks.CheckAsync(page, "accounts-link");
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
