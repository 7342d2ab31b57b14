using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Accounts.TwoFactor;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Audit;

namespace QwenWebChat.Tests.Accounts.TwoFactor;

/// <summary>The second step of signing in, on the pages, with a clock that stands still unless the test moves it.</summary>
[Slow]
public sealed partial class TwoFactorSignInTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));
    private TeamApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task SetUp_InTheProfile_AsksForACodeAtTheNextSignIn()
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);
        HttpClient other = await _app.SignInAsync(TeamApp.Member);

        (string key, string[] recovery) = await SetUpAsync(browser, TeamApp.Member);

        await AssertSignedInAsync(browser, true);
        // It was begun with a password alone.
        await AssertSignedInAsync(other, false);
        HttpClient next = _app.OpenBrowser();
        using HttpResponseMessage password = await PasswordAsync(next, TeamApp.Member, "/documents");
        Assert.EndsWith(AccountPaths.WithReturnUrl(AccountPaths.Code, "/documents"), password.Headers.Location!.ToString(), StringComparison.Ordinal);
        await AssertSignedInAsync(next, false);
        using HttpResponseMessage used = await CodeAsync(next, CodeOf(key, 0));
        Assert.Equal("This code was used already. Wait for the next one.", await TeamApp.ProblemAsync(used));
        using HttpResponseMessage wrong = await CodeAsync(next, "000000");
        Assert.Equal("This code is wrong. A code counts for half a minute; if yours are never right, compare clocks: that of the server shows 12:00:00 UTC.", await TeamApp.ProblemAsync(wrong));
        _clock.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));
        using HttpResponseMessage right = await TeamApp.PostAsync(next, AccountPaths.WithReturnUrl(AccountPaths.Code, "/documents"), "code", ("Code", CodeOf(key, 0)));
        Assert.Equal((HttpStatusCode.Redirect, "/documents"), (right.StatusCode, TeamApp.PathOf(right)));
        await AssertSignedInAsync(next, true);

        HttpClient third = _app.OpenBrowser();
        (await PasswordAsync(third, TeamApp.Member)).Dispose();
        using HttpResponseMessage replayed = await CodeAsync(third, CodeOf(key, 0));
        Assert.StartsWith("This code was used already.", await TeamApp.ProblemAsync(replayed), StringComparison.Ordinal);
        using HttpResponseMessage recovered = await CodeAsync(third, recovery[0]);
        Assert.Equal("/", TeamApp.PathOf(recovered));
        Assert.Equal(
            [
                "bob SignIn Account bob Succeeded", "bob SignIn Account bob Succeeded", "bob TwoFactorAdded Account bob Succeeded", "- SignIn Account bob Refused TwoFactorCodeUsed",
                "- SignIn Account bob Refused TwoFactorCodeWrong", "bob SignIn Account bob Succeeded TwoFactor", "- SignIn Account bob Refused TwoFactorCodeUsed",
                "bob SignIn Account bob Succeeded RecoveryCode",
            ],
            TestAudit.Lines(_app.Services).Where(line => !line.Contains("Exported", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SetUp_WrongPasswordOrCodeOrForgedKey_ChangesNothing()
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);

        using HttpResponseMessage password = await TeamApp.PostAsync(browser, AccountPaths.TwoFactor, "set-up", ("Current", "wrong"));
        Assert.Equal("The current password is wrong.", await TeamApp.ProblemAsync(password));
        using HttpResponseMessage forged = await TeamApp.PostAsync(browser, AccountPaths.TwoFactor, "set-up", ("Secret", "CfDJ8forged"), ("Code", "000000"));
        Assert.Equal("This took too long, or the account was changed meanwhile. Begin again.", await TeamApp.ProblemAsync(forged));
        IHtmlDocument page = await BeginAsync(browser, TeamApp.Member);
        string shown = KeyOf(page);
        using HttpResponseMessage code = await PostAsync(browser, page, ("Code", "000000"));
        IHtmlDocument again = TeamApp.Parse(await code.Content.ReadAsStringAsync(Cancellation));
        Assert.StartsWith("This code is wrong.", again.QuerySelector("[data-testid=account-problem]")?.TextContent, StringComparison.Ordinal);
        Assert.Equal(shown, KeyOf(again));

        Assert.False(_app.Directory.Find(_app.IdOf(TeamApp.Member))!.HasTwoFactor);
        await AssertSignedInAsync(browser, true);
    }

    [Fact]
    public async Task SetUp_KeyOfSomebodyElse_IsRefused()
    {
        IHtmlDocument eves = await BeginAsync(await _app.SignInAsync(TeamApp.OtherMember), TeamApp.OtherMember);
        HttpClient bob = await _app.SignInAsync(TeamApp.Member);
        string secret = eves.QuerySelector("input[name=Secret]")!.GetAttribute("value")!;

        using HttpResponseMessage response = await TeamApp.PostAsync(bob, AccountPaths.TwoFactor, "set-up", ("Secret", secret), ("Code", CodeOf(KeyOf(eves), 0)));

        Assert.StartsWith("This took too long", await TeamApp.ProblemAsync(response), StringComparison.Ordinal);
        Assert.False(_app.Directory.Find(_app.IdOf(TeamApp.Member))!.HasTwoFactor);
    }

    [Fact]
    public async Task Code_TooManyTries_IsLockedAlsoForTheRightCodeAndARepeatedPassword()
    {
        (string key, _) = await SetUpAsync(await _app.SignInAsync(TeamApp.Member), TeamApp.Member);
        HttpClient browser = _app.OpenBrowser();
        for (int count = 0; count < SignInAttempts.MaxFailures; count++)
        {
            (await PasswordAsync(browser, TeamApp.Member)).Dispose();
            (await CodeAsync(browser, "000000")).Dispose();
        }

        _clock.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));
        (await PasswordAsync(browser, TeamApp.Member)).Dispose();
        using HttpResponseMessage response = await CodeAsync(browser, CodeOf(key, 0));

        Assert.Equal("There were too many tries. Try again in 5 minutes.", await TeamApp.ProblemAsync(response));
        await AssertSignedInAsync(browser, false);
    }

    [Fact]
    public async Task Code_WithoutAPasswordOrTooLate_LeadsBack()
    {
        (string key, _) = await SetUpAsync(await _app.SignInAsync(TeamApp.Member), TeamApp.Member);
        HttpClient browser = _app.OpenBrowser();
        Assert.Equal("This took too long, or the account was changed meanwhile. Begin again.", await ProblemAtAsync(browser, AccountPaths.Code));
        (await PasswordAsync(browser, TeamApp.Member)).Dispose();
        IHtmlDocument page = await TeamApp.PageAsync(browser, AccountPaths.Code);
        Assert.NotNull(page.QuerySelector("[data-testid=use-code]"));

        _clock.Advance(TimeSpan.FromMinutes(11));

        Assert.StartsWith("This took too long", await ProblemAtAsync(browser, AccountPaths.Code), StringComparison.Ordinal);
        await AssertSignedInAsync(browser, false);
        Assert.NotEmpty(key);
    }

    [Fact]
    public async Task Code_PasswordChangedMeanwhile_IsRefused()
    {
        (string key, _) = await SetUpAsync(await _app.SignInAsync(TeamApp.Member), TeamApp.Member);
        HttpClient browser = _app.OpenBrowser();
        (await PasswordAsync(browser, TeamApp.Member)).Dispose();

        Assert.Null(await _app.Accounts.SetPasswordAsync(TeamApp.Member, "seven boats leave before noon"));

        Assert.StartsWith("This took too long", await ProblemAtAsync(browser, AccountPaths.Code), StringComparison.Ordinal);
        Assert.NotEmpty(key);
    }

    [Fact]
    public async Task Remove_WithThePassword_EndsTheSecondStep()
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);
        await SetUpAsync(browser, TeamApp.Member);

        using HttpResponseMessage wrong = await TeamApp.PostAsync(browser, AccountPaths.TwoFactor, "remove", ("Current", "wrong"));
        Assert.Equal("The current password is wrong.", await TeamApp.ProblemAsync(wrong));
        Assert.True(_app.Directory.Find(_app.IdOf(TeamApp.Member))!.HasTwoFactor);
        using HttpResponseMessage right = await TeamApp.PostAsync(browser, AccountPaths.TwoFactor, "remove", ("Current", TeamApp.PasswordOf(TeamApp.Member)));

        Assert.Equal(AccountPaths.Profile, TeamApp.PathOf(right));
        await AssertSignedInAsync(browser, true);
        Assert.NotNull(await _app.SignInAsync(TeamApp.Member));
        Assert.Equal("bob TwoFactorRemoved Account bob Succeeded", TestAudit.Lines(_app.Services).Last(line => line.Contains("TwoFactor", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NewRecoveryCodes_WithThePassword_ReplaceTheEarlierOnes()
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);
        (_, string[] earlier) = await SetUpAsync(browser, TeamApp.Member);

        using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.TwoFactor, "recovery-codes", ("Current", TeamApp.PasswordOf(TeamApp.Member)));
        string[] codes = CodesOf(TeamApp.Parse(await response.Content.ReadAsStringAsync(Cancellation)));

        Assert.Equal((TwoFactorStore.RecoveryCodeCount, 0), (codes.Length, codes.Intersect(earlier).Count()));
        Assert.Empty(CodesOf(await TeamApp.PageAsync(browser, AccountPaths.TwoFactor)));
    }

    [Fact]
    public async Task PasswordLink_OfAnAccountWithASecondFactor_StillAsksForTheCode()
    {
        (string key, _) = await SetUpAsync(await _app.SignInAsync(TeamApp.Member), TeamApp.Member);
        string token = await _app.Services.GetRequiredService<AccountLinkStore>().ResetAsync(_app.IdOf(TeamApp.Member), Cancellation);
        HttpClient browser = _app.OpenBrowser();
        const string changed = "seven boats leave before noon";

        using HttpResponseMessage response = await TeamApp.PostAsync(browser, $"{AccountPaths.PasswordReset}/{token}", "reset-password", ("Password", changed), ("Again", changed));

        Assert.Equal(AccountPaths.Code, TeamApp.PathOf(response));
        await AssertSignedInAsync(browser, false);
        _clock.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));
        (await CodeAsync(browser, CodeOf(key, 0))).Dispose();
        await AssertSignedInAsync(browser, true);
    }

    [Theory]
    [InlineData("administrators", TeamApp.Administrator, true)]
    [InlineData("administrators", TeamApp.Member, false)]
    [InlineData("all", TeamApp.Member, true)]
    public async Task Required_SetsUpAnAppInTheMiddleOfTheSignIn(string setting, string name, bool isRequired)
    {
        await using TeamApp app = await StartAsync(("Accounts:RequireTwoFactor", setting));
        HttpClient browser = app.OpenBrowser();

        using HttpResponseMessage password = await PasswordAsync(browser, name);

        Assert.Equal(isRequired ? AccountPaths.Code : "/", TeamApp.PathOf(password));
        await AssertSignedInAsync(browser, !isRequired);
        if (isRequired)
        {
            IHtmlDocument page = await TeamApp.PageAsync(browser, AccountPaths.Code);
            using HttpResponseMessage wrong = await PostAsync(browser, page, ("Code", "000000"));
            IHtmlDocument again = TeamApp.Parse(await wrong.Content.ReadAsStringAsync(Cancellation));
            Assert.Equal(KeyOf(page), KeyOf(again));
            using HttpResponseMessage right = await PostAsync(browser, again, ("Code", CodeOf(KeyOf(page), 0)));
            Assert.Equal(TwoFactorStore.RecoveryCodeCount, CodesOf(TeamApp.Parse(await right.Content.ReadAsStringAsync(Cancellation))).Length);
            await AssertSignedInAsync(browser, true);
        }
    }

    [Fact]
    public async Task Required_TurnedOff_EndsTheSession()
    {
        await using TeamApp app = await StartAsync(("Accounts:RequireTwoFactor", "all"));
        HttpClient browser = app.OpenBrowser();
        (await PasswordAsync(browser, TeamApp.Member)).Dispose();
        IHtmlDocument page = await TeamApp.PageAsync(browser, AccountPaths.Code);
        (await PostAsync(browser, page, ("Code", CodeOf(KeyOf(page), 0)))).Dispose();
        await AssertSignedInAsync(browser, true);

        using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.TwoFactor, "remove", ("Current", TeamApp.PasswordOf(TeamApp.Member)));

        await AssertSignedInAsync(browser, false);
    }

    private async Task<TeamApp> StartAsync(params (string Key, string Value)[] settings) =>
        await TeamApp.StartAsync(settings.ToDictionary(pair => pair.Key, pair => pair.Value), services => services.AddSingleton<TimeProvider>(_clock));

    private static Task<HttpResponseMessage> PasswordAsync(HttpClient browser, string name, string returnUrl = "/") => TeamApp.PostAsync(
        browser, AccountPaths.WithReturnUrl(AccountPaths.SignIn, returnUrl), "sign-in", ("Name", name), ("Password", TeamApp.PasswordOf(name)));

    private static Task<HttpResponseMessage> CodeAsync(HttpClient browser, string code) => TeamApp.PostAsync(browser, AccountPaths.Code, "code", ("Code", code));

    // Sends the form that a response showed, and not one of a page that is loaded again.
    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, IHtmlDocument page, params (string Name, string Value)[] fields)
    {
        AngleSharp.Dom.IElement form = page.QuerySelector("input[name=Secret]")!.Closest("form")!;
        string path = page.QuerySelector("[data-testid=two-factor-back]") is null ? AccountPaths.Code : AccountPaths.TwoFactor;
        return TeamApp.SendAsync(browser, path, form, fields);
    }

    private static async Task<IHtmlDocument> BeginAsync(HttpClient browser, string name)
    {
        using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.TwoFactor, "set-up", ("Current", TeamApp.PasswordOf(name)));
        return TeamApp.Parse(await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<(string Key, string[] Codes)> SetUpAsync(HttpClient browser, string name)
    {
        IHtmlDocument page = await BeginAsync(browser, name);
        Assert.NotNull(page.QuerySelector("[data-testid=qr-code] path[d^=M]"));
        using HttpResponseMessage response = await PostAsync(browser, page, ("Code", CodeOf(KeyOf(page), 0)));
        string[] codes = CodesOf(TeamApp.Parse(await response.Content.ReadAsStringAsync(Cancellation)));
        Assert.Equal(TwoFactorStore.RecoveryCodeCount, codes.Length);
        return (KeyOf(page), codes);
    }

    private static string KeyOf(IHtmlDocument page) => Blanks().Replace(page.QuerySelector("[data-testid=two-factor-key]")!.TextContent, "");

    private static string[] CodesOf(IHtmlDocument page) => [.. page.QuerySelectorAll("[data-testid=recovery-codes] li").Select(item => item.TextContent)];

    private string CodeOf(string key, int drift) => Totp.CodeAt(key, Totp.StepAt(_clock.GetUtcNow()) + drift);

    private static async Task<string> ProblemAtAsync(HttpClient browser, string path) =>
        (await TeamApp.PageAsync(browser, path)).QuerySelector("[data-testid=account-problem]")?.TextContent ?? "";

    private static async Task AssertSignedInAsync(HttpClient browser, bool isSignedIn)
    {
        using HttpResponseMessage response = await browser.GetAsync(new Uri("/export/all.json", UriKind.Relative), Cancellation);
        Assert.Equal(isSignedIn ? HttpStatusCode.OK : HttpStatusCode.Redirect, response.StatusCode);
    }

    [GeneratedRegex(@"\s")]
    private static partial Regex Blanks();
}
