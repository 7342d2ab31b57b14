using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Accounts;

/// <summary>Forms without a valid token, sessions that somebody chose before, and the work that a try to sign in costs.</summary>
[Slow]
public sealed class StaleFormTests : IAsyncLifetime
{
    private readonly CountingHasher _hasher = new();
    private readonly CookieContainer _cookies = new();
    private TeamApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TeamApp.StartAsync(configure: services => services.AddSingleton<IPasswordHasher<Account>>(_hasher));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(AccountPaths.SignIn, "sign-in")]
    [InlineData($"{AccountPaths.SignIn}?returnUrl=%2Fdocuments", "sign-in")]
    [InlineData(AccountPaths.SignIn, "passkey")]
    [InlineData(AccountPaths.Code, "code")]
    public async Task Post_WithoutAValidToken_ShowsThePageAgainWithAMessage(string path, string form)
    {
        foreach (string? token in (string?[])[null, "", "forged", await TokenOfAnotherBrowserAsync()])
        {
            HttpClient browser = _app.OpenBrowser();

            using HttpResponseMessage response = await PostAsync(browser, path, form, token);

            Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
            Assert.Equal($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}problem=FormExpired", response.Headers.Location!.ToString());
            Assert.Equal(
                "This page was open for too long, or somebody signed in meanwhile. Try again.",
                (await TeamApp.PageAsync(browser, response.Headers.Location!.ToString())).QuerySelector("[data-testid=account-problem]")?.TextContent);
        }

        Assert.Equal(0, _hasher.Verified);
    }

    [Fact]
    public async Task Post_FormFromBeforeSomebodySignedIn_LeadsIntoTheApp()
    {
        HttpClient browser = _app.OpenBrowser(_cookies);
        string old = TokenOf(await TeamApp.PageAsync(browser, AccountPaths.SignIn));
        (await TeamApp.PostAsync(browser, AccountPaths.SignIn, "sign-in", ("Name", TeamApp.Member), ("Password", TeamApp.PasswordOf(TeamApp.Member)))).Dispose();

        using HttpResponseMessage response = await PostAsync(browser, AccountPaths.SignIn, "sign-in", old, ("Name", TeamApp.OtherMember), ("Password", TeamApp.PasswordOf(TeamApp.OtherMember)));
        using HttpResponseMessage next = await browser.GetAsync(response.Headers.Location, Cancellation);

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (response.StatusCode, TeamApp.PathOf(next)));
        Assert.Equal(TeamApp.Member, (await TeamApp.PageAsync(browser, AccountPaths.Profile)).QuerySelector("h1")?.TextContent);
    }

    [Fact]
    public async Task Problem_ThatIsNone_ShowsNothing()
    {
        HttpClient browser = _app.OpenBrowser();
        foreach (string problem in (string[])["Succeeded", "CodeNeeded", "7", "-1", "999", "%3Cscript%3E", "formexpired"])
        {
            Assert.Null((await TeamApp.PageAsync(browser, $"{AccountPaths.SignIn}?problem={problem}")).QuerySelector("[data-testid=account-problem]"));
        }
    }

    [Fact]
    public async Task SignIn_WithASessionOfBefore_BeginsAnother()
    {
        // A cookie that the attacker put there: a forged one, then a real one of their own.
        CookieContainer attackers = new();
        (await _app.SignInAsync(TeamApp.OtherMember, attackers)).Dispose();
        string real = SessionIn(attackers)!;
        foreach (string planted in (string[])["CfDJ8forged", real])
        {
            CookieContainer cookies = new();
            HttpClient browser = _app.OpenBrowser(cookies);
            string token = TokenOf(await TeamApp.PageAsync(browser, AccountPaths.SignIn));
            cookies.Add(_app.Address, new Cookie("qwenwebchat-account", planted));

            using HttpResponseMessage response = await PostAsync(browser, AccountPaths.SignIn, "sign-in", token, ("Name", TeamApp.Member), ("Password", TeamApp.PasswordOf(TeamApp.Member)));

            // The form of nobody does not count for somebody: the attacker's session is seen at once.
            Assert.Equal(planted == real ? HttpStatusCode.SeeOther : HttpStatusCode.Redirect, response.StatusCode);
            Assert.Equal(planted == real, SessionIn(cookies) == planted);
        }

        Assert.NotEqual(await NewSessionAsync(), await NewSessionAsync());
    }

    [Fact]
    public async Task SignIn_UnknownNameWrongPasswordOrNoPassword_CostTheSameWork()
    {
        using (ChatDbContext context = _app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateDbContext())
        {
            context.Add(new Account { Id = Guid.NewGuid(), Name = "without", NormalizedUserName = "WITHOUT" });
            await context.SaveChangesAsync(Cancellation);
        }

        HttpClient browser = _app.OpenBrowser();
        // The hash for unknown names is made once.
        (await TryAsync(browser, "first", "wrong")).Dispose();
        List<(int Verified, int Made, int Length)> work = [];
        foreach (string name in (string[])["nobody", TeamApp.Member, TeamApp.Administrator, "without", new string('x', 3000)])
        {
            _hasher.Reset();
            (await TryAsync(browser, name, "a wrong password")).Dispose();
            work.Add((_hasher.Verified, _hasher.Made, _hasher.Length));
        }

        Assert.Equal((1, 0), (work[0].Verified, work[0].Made));
        Assert.Single(work.Distinct());
    }

    private static Task<HttpResponseMessage> TryAsync(HttpClient browser, string name, string password) =>
        TeamApp.PostAsync(browser, AccountPaths.SignIn, "sign-in", ("Name", name), ("Password", password));

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, string form, string? token, params (string Name, string Value)[] fields)
    {
        Dictionary<string, string> all = fields.ToDictionary(field => field.Name, field => field.Value);
        all["_handler"] = form;
        if (token is not null)
        {
            all["__RequestVerificationToken"] = token;
        }

        return browser.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent(all), Cancellation);
    }

    private static string TokenOf(AngleSharp.Html.Dom.IHtmlDocument page) => page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private async Task<string> TokenOfAnotherBrowserAsync() => TokenOf(await TeamApp.PageAsync(_app.OpenBrowser(), AccountPaths.SignIn));

    private async Task<string?> NewSessionAsync()
    {
        CookieContainer cookies = new();
        (await _app.SignInAsync(TeamApp.Member, cookies)).Dispose();
        return SessionIn(cookies);
    }

    private string? SessionIn(CookieContainer cookies) => cookies.GetCookies(_app.Address)["qwenwebchat-account"]?.Value;

    // Counts hashes, and the length of the one that a password was compared with: its number of rounds is a part of it.
    private sealed class CountingHasher : IPasswordHasher<Account>
    {
        private readonly PasswordHasher<Account> _inner = new(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 10_000 }));

        public int Verified { get; private set; }

        public int Made { get; private set; }

        public int Length { get; private set; }

        public void Reset() => (Verified, Made, Length) = (0, 0, 0);

        public string HashPassword(Account user, string password)
        {
            Made++;
            return _inner.HashPassword(user, password);
        }

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Verified++;
            Length = hashedPassword.Length;
            return _inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
