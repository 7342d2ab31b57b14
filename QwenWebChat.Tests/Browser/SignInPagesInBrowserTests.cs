using Microsoft.Playwright;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Accounts.Passkeys;
using QwenWebChat.App.Accounts.TwoFactor;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Accounts.Provider;
using QwenWebChat.Tests.Audit;

namespace QwenWebChat.Tests.Browser;

/// <summary>Passkeys with Chromium's virtual authenticator, and the pages of the second factor in both themes, both languages and on a phone.</summary>
[Slow]
public sealed class SignInPagesInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Passkey_AddedNamedUsedAndRemoved()
    {
        await using TeamApp app = await TeamApp.StartAsync(new Dictionary<string, string> { ["Accounts:RequireTwoFactor"] = "none" });
        IPage page = await OpenAsync(app, AccountPaths.SignIn);
        await AddAuthenticatorAsync(page);
        await FillSignInAsync(page, TeamApp.Member);
        await page.GotoAsync(AddressOf(app, AccountPaths.Passkeys));
        await AddPasskeyAsync(page, "wrong password");
        await Assertions.Expect(page.GetByTestId("passkey-problem")).ToHaveTextAsync("The current password is wrong.");
        await AddPasskeyAsync(page, TeamApp.PasswordOf(TeamApp.Member));
        await Assertions.Expect(page.GetByTestId("a-passkey")).ToHaveCountAsync(1);
        await page.GetByTestId("passkey-new-name").FillAsync("laptop");
        await page.GetByTestId("passkey-rename").ClickAsync();
        await Assertions.Expect(page.GetByTestId("passkey-new-name")).ToHaveValueAsync("laptop");

        await page.GotoAsync(AddressOf(app, AccountPaths.Profile));
        await page.GetByTestId("sign-out").ClickAsync();
        await page.GotoAsync(AddressOf(app, $"{AccountPaths.SignIn}?returnUrl=%2Fprofile"));
        await page.GetByTestId("passkey").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(TeamApp.Member);
        Assert.EndsWith(AccountPaths.Profile, page.Url, StringComparison.Ordinal);

        await page.GotoAsync(AddressOf(app, AccountPaths.Passkeys));
        await page.GetByTestId("passkey-remove").ClickAsync();
        await Assertions.Expect(page.GetByTestId("passkeys-none")).ToBeVisibleAsync();
        await page.GotoAsync(AddressOf(app, AccountPaths.Profile));
        await page.GetByTestId("sign-out").ClickAsync();
        await page.GetByTestId("passkey").ClickAsync();
        await Assertions.Expect(page.GetByTestId("account-problem")).ToContainTextAsync("This passkey does not belong to an account here");
        Assert.Equal(
            [
                "bob SignIn Account bob Succeeded", "bob PasskeyAdded Account bob Refused Wrong", "bob PasskeyAdded Account bob Succeeded", "bob PasskeyRenamed Account bob Succeeded",
                "bob SignOut - Succeeded", "bob SignIn Account bob Succeeded Passkey", "bob PasskeyRemoved Account bob Succeeded", "bob SignOut - Succeeded", "- SignIn - Refused PasskeyRefused",
            ],
            TestAudit.Lines(app.Services));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Passkey_AnswerSentAgain_IsRefused()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        IPage page = await OpenAsync(app, AccountPaths.SignIn);
        await AddAuthenticatorAsync(page);
        await FillSignInAsync(page, TeamApp.Member);
        await page.GotoAsync(AddressOf(app, AccountPaths.Passkeys));
        await AddPasskeyAsync(page, TeamApp.PasswordOf(TeamApp.Member));
        await Assertions.Expect(page.GetByTestId("a-passkey")).ToHaveCountAsync(1);
        await page.GotoAsync(AddressOf(app, AccountPaths.Profile));
        await page.GetByTestId("sign-out").ClickAsync();
        await page.GetByTestId("sign-in").WaitForAsync();
        Task<IRequest> sending = page.WaitForRequestAsync(request => request.Method == "POST" && request.PostData?.Contains("Credential=%7B", StringComparison.Ordinal) == true);
        await page.GetByTestId("passkey").ClickAsync();
        string credential = System.Web.HttpUtility.ParseQueryString((await sending).PostData!)["Credential"]!;
        await page.Locator(".composer[data-ready]").WaitForAsync();

        HttpClient thief = app.OpenBrowser();
        thief.BaseAddress = new Uri(AddressOf(app, "/"));
        for (int attempt = 0; attempt < 2; attempt++)
        {
            using HttpResponseMessage response = await TeamApp.PostAsync(thief, AccountPaths.SignIn, "passkey", ("Credential", credential));
            Assert.StartsWith("This passkey does not belong to an account here", await TeamApp.ProblemAsync(response), StringComparison.Ordinal);
            // With a challenge of their own, which the answer is not for.
            AngleSharp.Dom.IElement form = (await TeamApp.PageAsync(thief, AccountPaths.SignIn)).QuerySelector("form[data-passkey]")!;
            (await TeamApp.SendAsync(thief, PasskeyEndpoints.SignIn, form)).Dispose();
        }

        await page.CloseAsync();
    }

    [Fact]
    public async Task Passkey_WhereASecondFactorIsRequired_CountsAsBoth()
    {
        await using TeamApp app = await TeamApp.StartAsync(new Dictionary<string, string> { ["Accounts:RequireTwoFactor"] = "all" });
        IPage page = await OpenAsync(app, AccountPaths.SignIn);
        await AddAuthenticatorAsync(page);
        await FillSignInAsync(page, TeamApp.Member, isLast: false);
        await SetUpAsync(page);
        await page.GetByTestId("recovery-done").ClickAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.GotoAsync(AddressOf(app, AccountPaths.Passkeys));
        await AddPasskeyAsync(page, TeamApp.PasswordOf(TeamApp.Member));
        await Assertions.Expect(page.GetByTestId("a-passkey")).ToHaveCountAsync(1);
        await page.GotoAsync(AddressOf(app, AccountPaths.Profile));
        await page.GetByTestId("sign-out").ClickAsync();

        await page.GetByTestId("passkey").ClickAsync();

        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.CloseAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, "en-US", 1280, 800)]
    [InlineData(ColorScheme.Dark, "zh-CN", 390, 780)]
    public async Task Pages_FitAndAreAccessible(ColorScheme scheme, string locale, int width, int height)
    {
        await using StubProvider provider = await StubProvider.StartAsync();
        await using TeamApp app = await TeamApp.StartAsync(provider.Settings(("Name", "Example Login")));
        string name = $"{scheme}-{width}".ToLowerInvariant();
        IPage page = await OpenAsync(app, AccountPaths.SignIn, new BrowserNewPageOptions { ColorScheme = scheme, Locale = locale, ViewportSize = new() { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce });
        await AddAuthenticatorAsync(page);
        await PageLooks.CheckOneAsync(page, $"signin-{name}", isWhole: true);
        await page.GotoAsync(AddressOf(app, $"{AccountPaths.SignIn}?problem=ProviderFailed"));
        await PageLooks.CheckOneAsync(page, $"signin-failed-{name}", isWhole: true);
        await FillSignInAsync(page, TeamApp.Member);
        await page.GotoAsync(AddressOf(app, AccountPaths.Profile));
        await PageLooks.CheckOneAsync(page, $"signin-profile-{name}", isWhole: true);
        await page.GotoAsync(AddressOf(app, AccountPaths.Passkeys));
        await PageLooks.CheckOneAsync(page, $"signin-passkeys-none-{name}", isWhole: true);
        await AddPasskeyAsync(page, TeamApp.PasswordOf(TeamApp.Member));
        await page.GetByTestId("a-passkey").WaitForAsync();
        await PageLooks.CheckOneAsync(page, $"signin-passkeys-{name}", isWhole: true);
        await page.GotoAsync(AddressOf(app, AccountPaths.TwoFactor));
        await PageLooks.CheckOneAsync(page, $"signin-two-factor-{name}", isWhole: true);
        await page.GetByTestId("current").FillAsync(TeamApp.PasswordOf(TeamApp.Member));
        await page.GetByTestId("two-factor-begin").ClickAsync();
        await page.GetByTestId("qr-code").WaitForAsync();
        await page.GetByTestId("code").FillAsync("000000");
        await page.GetByTestId("two-factor-confirm").ClickAsync();
        await page.GetByTestId("account-problem").WaitForAsync();
        await PageLooks.CheckOneAsync(page, $"signin-two-factor-key-{name}", isWhole: true);
        await SetUpAsync(page);
        await PageLooks.CheckOneAsync(page, $"signin-recovery-codes-{name}", isWhole: true);
        await page.GetByTestId("recovery-done").ClickAsync();
        await page.GetByTestId("two-factor-on").WaitForAsync();
        await PageLooks.CheckOneAsync(page, $"signin-two-factor-on-{name}", isWhole: true);
        await page.GotoAsync(AddressOf(app, AccountPaths.Profile));
        await page.GetByTestId("sign-out").ClickAsync();
        await FillSignInAsync(page, TeamApp.Member, isLast: false);
        await page.GetByTestId("use-code").WaitForAsync();
        await PageLooks.CheckOneAsync(page, $"signin-code-{name}", isWhole: true);
        await page.Context.ClearCookiesAsync();
        await page.ReloadAsync();
        await page.GetByTestId("sign-in-again").WaitForAsync();
        await PageLooks.CheckOneAsync(page, $"signin-code-late-{name}", isWhole: true);
        await page.GotoAsync(AddressOf(app, AccountPaths.SignIn));
        await FillSignInAsync(page, TeamApp.Administrator);
        await page.GotoAsync(AddressOf(app, "/admin/members"));
        await page.Locator(".frame[data-live]").WaitForAsync();
        await Assertions.Expect(page.GetByTestId("member-has-factor")).ToHaveCountAsync(1);
        await page.GetByTestId("member-bob").GetByTestId("member-menu").GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByTestId("member-factor").WaitForAsync();
        await PageLooks.CheckOneAsync(page, $"signin-members-{name}", isWhole: true);
        await page.GetByTestId("member-factor").ClickAsync();
        await Assertions.Expect(page.GetByTestId("member-has-factor")).ToHaveCountAsync(0);
        Assert.Equal("ada TwoFactorRemoved Account bob Succeeded", TestAudit.Lines(app.Services).Last());
        await page.CloseAsync();
    }

    // A device with a fingerprint reader, whose owner always agrees.
    private static async Task AddAuthenticatorAsync(IPage page)
    {
        ICDPSession session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }

    private static async Task AddPasskeyAsync(IPage page, string password)
    {
        await page.GetByTestId("name").FillAsync("phone");
        await page.GetByTestId("current").FillAsync(password);
        await page.GetByTestId("passkey-add").ClickAsync();
    }

    // Enters the code of the key that the page shows.
    private static async Task SetUpAsync(IPage page)
    {
        string key = string.Concat((await page.GetByTestId("two-factor-key").TextContentAsync())!.Where(char.IsLetterOrDigit));
        await page.GetByTestId("code").FillAsync(Totp.CodeAt(key, Totp.StepAt(TimeProvider.System.GetUtcNow())));
        await page.GetByTestId("two-factor-confirm").ClickAsync();
        await page.GetByTestId("recovery-codes").WaitForAsync();
    }

    private static async Task FillSignInAsync(IPage page, string name, bool isLast = true)
    {
        await page.GetByTestId("name").FillAsync(name);
        await page.GetByTestId("password").FillAsync(TeamApp.PasswordOf(name));
        await page.GetByTestId("sign-in").ClickAsync();
        if (isLast)
        {
            await page.Locator(".composer[data-ready]").WaitForAsync();
        }
    }

    // Passkeys belong to a host name, which an IP address is not.
    private static string AddressOf(TeamApp app, string path) => new Uri(new UriBuilder(app.Address) { Host = "localhost" }.Uri, path).ToString();

    private async Task<IPage> OpenAsync(TeamApp app, string path, BrowserNewPageOptions? options = null)
    {
        IPage page = await browser.NewPageAsync(options ?? new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        await page.GotoAsync(AddressOf(app, path));
        return page;
    }
}
