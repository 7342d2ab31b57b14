using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Audit;

namespace QwenWebChat.Tests.Accounts.Provider;

/// <summary>Signing in at a provider of OpenID Connect: who gets in as whom, and that nobody does whom it should not vouch for.</summary>
[Slow]
public sealed class ProviderSignInTests : IAsyncLifetime
{
    private StubProvider _provider = null!;
    private HttpClient _outside = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await StubProvider.StartAsync();
        _outside = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
    }

    public async ValueTask DisposeAsync()
    {
        _outside.Dispose();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task SignIn_UnknownPerson_GetsAnAccountAndLaterTheSameOne()
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"));
        HttpClient browser = app.OpenBrowser();

        using HttpResponseMessage response = await SignInAsync(browser, "/documents?x=1");

        Assert.Equal((HttpStatusCode.Redirect, "/documents"), (response.StatusCode, TeamApp.PathOf(response)));
        Assert.Equal("joe", await NameAsync(browser));
        Assert.DoesNotContain("expires", SessionCookieOf(response), StringComparison.OrdinalIgnoreCase);
        using HttpResponseMessage again = await SignInAsync(app.OpenBrowser());
        Assert.Equal("/", TeamApp.PathOf(again));
        Assert.Equal(["joe AccountMade Account joe Succeeded Provider", "joe SignIn Account joe Succeeded Provider", "joe SignIn Account joe Succeeded Provider"], TestAudit.Lines(app.Services));
        Assert.All(TestAudit.Entries(app.Services), entry => Assert.NotNull(entry.Address));
        Assert.Equal([(_provider.Issuer, "person-1")], Logins(app));
    }

    [Fact]
    public async Task SignIn_UnknownPersonWhereNoneIsMade_IsRefused()
    {
        await using TeamApp app = await StartAsync();

        await AssertRefusedAsync(app, "You have no account here. Ask an administrator for an invitation, then connect your account with Stub in your profile.", "ProviderUnknown");
    }

    [Fact]
    public async Task SignIn_EmailAddressChanges_StaysWithTheSubject()
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"));
        (await SignInAsync(app.OpenBrowser())).Dispose();

        // The same person with another address and name, then another person with the address and the name of the first.
        (_provider.Person["email"], _provider.Person["preferred_username"]) = ("new@example.org", "josephine");
        HttpClient same = app.OpenBrowser();
        (await SignInAsync(same)).Dispose();
        (_provider.Person["sub"], _provider.Person["email"], _provider.Person["preferred_username"]) = ("person-2", "joe@example.org", "joe");
        HttpClient other = app.OpenBrowser();
        (await SignInAsync(other)).Dispose();

        Assert.Equal(("joe", "joe 2"), (await NameAsync(same), await NameAsync(other)));
        Assert.Equal(2, Logins(app).Count);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("ADA")]
    [InlineData(" ada ")]
    public async Task SignIn_NameOfAnAccountHere_DoesNotGetIt(string name)
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"));
        _provider.Person["preferred_username"] = name;
        HttpClient browser = app.OpenBrowser();

        (await SignInAsync(browser)).Dispose();

        Assert.Equal($"{name.Trim()} 2", await NameAsync(browser));
        Assert.DoesNotContain(Logins(app), login => login.Issuer != _provider.Issuer);
        using ChatDbContext context = app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateDbContext();
        Assert.Equal(AccountRole.Member, context.Accounts.Single(account => account.Name == $"{name.Trim()} 2").Role);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    [InlineData("a\u0000b\r\nc", "abc")]
    [InlineData("...", "joe@example.org")]
    [InlineData("", "joe@example.org")]
    public async Task SignIn_StrangeName_IsMadeOneThatAccountsMayHave(string given, string name)
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"));
        _provider.Person["preferred_username"] = given;
        HttpClient browser = app.OpenBrowser();

        (await SignInAsync(browser)).Dispose();

        Assert.Equal(name, await NameAsync(browser));
    }

    [Theory]
    [InlineData("issuer", ProviderLie.WrongIssuer)]
    [InlineData("audience", ProviderLie.ForeignAudience)]
    [InlineData("lifetime", ProviderLie.Expired)]
    [InlineData("lifetime", ProviderLie.NotYetValid)]
    [InlineData("nonce", ProviderLie.WrongNonce)]
    [InlineData("nonce", ProviderLie.NoNonce)]
    [InlineData("signature", ProviderLie.ForeignSignature)]
    [InlineData("signature", ProviderLie.NoSignature)]
    [InlineData("protocol", ProviderLie.NoSubject)]
    [InlineData("protocol", ProviderLie.OtherSubjectInUserInfo)]
    [InlineData("protocol", ProviderLie.TokenError)]
    [InlineData("protocol", ProviderLie.TokenNonsense)]
    [InlineData("protocol", ProviderLie.NoIdToken)]
    public async Task SignIn_ProviderLies_LetsNobodyIn(string reason, ProviderLie lie)
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"));
        (await SignInAsync(app.OpenBrowser())).Dispose();
        _provider.Lie = lie;

        await AssertRefusedAsync(app, "The answer of Stub is not valid, so nobody was signed in. Try again. If it happens again, tell an administrator: the audit log has the reason.", reason, before: 2);
    }

    [Fact]
    public async Task SignIn_ProviderIsDown_SaysSo()
    {
        await using TeamApp app = await StartAsync();
        await _provider.DisposeAsync();
        HttpClient browser = app.OpenBrowser();

        using HttpResponseMessage response = await browser.GetAsync(new Uri(AccountPaths.Provider, UriKind.Relative), Cancellation);

        Assert.Equal("Stub does not answer. Try again later.", await MessageAfterAsync(browser, response));
        Assert.Equal(["- SignIn - Refused Provider: unavailable"], TestAudit.Lines(app.Services));
    }

    [Fact]
    public async Task Callback_ReplayedForeignOrForged_LetsNobodyIn()
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"));
        HttpClient browser = app.OpenBrowser();
        Uri callback = await CallbackAsync(browser);
        // In a browser that did not ask for it, as in a login that somebody else began.
        HttpClient victim = app.OpenBrowser();
        using HttpResponseMessage foreign = await victim.GetAsync(callback, Cancellation);
        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(foreign));
        (await browser.GetAsync(callback, Cancellation)).Dispose();
        using HttpResponseMessage replayed = await browser.GetAsync(callback, Cancellation);
        // This browser is signed in already, and its session stays.
        Assert.EndsWith($"{AccountPaths.Profile}?problem=ProviderFailed", replayed.Headers.Location!.ToString(), StringComparison.Ordinal);

        foreach (string query in (string[])["", "?code=x", "?code=x&state=y", "?error=server_error&state=y", "?error=access_denied", "?state=%00", $"?code={new string('x', 4000)}&state=z"])
        {
            using HttpResponseMessage forged = await victim.GetAsync(new Uri(AccountPaths.ProviderCallback + query, UriKind.Relative), Cancellation);
            Assert.Equal((HttpStatusCode.Redirect, AccountPaths.SignIn), (forged.StatusCode, TeamApp.PathOf(forged)));
        }

        await AssertSignedInAsync(victim, false);
    }

    [Theory]
    [InlineData("//attacker.example")]
    [InlineData("https://attacker.example/")]
    [InlineData("/\\attacker.example")]
    public async Task SignIn_ReturnUrlOfAnotherSite_StaysInTheApp(string address)
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"));

        using HttpResponseMessage response = await SignInAsync(app.OpenBrowser(), address);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (response.StatusCode, response.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task SignIn_PausedAccount_IsRefused()
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"));
        HttpClient before = app.OpenBrowser();
        (await SignInAsync(before)).Dispose();
        Assert.Null(await app.Accounts.SetPausedAsync(app.IdOf("joe"), isPaused: true));

        await AssertSignedInAsync(before, false);
        await AssertRefusedAsync(app, "An administrator has paused this account.", "Paused", before: 2);
    }

    [Fact]
    public async Task Roles_OfTheClaim_AreThoseOfEachSignIn()
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"), ("RoleClaim", "roles"), ("AdministratorValues:0", "chat-admins"), ("MemberValues:0", "chat-users"));
        await AssertRefusedAsync(app, "Stub does not give you a role that may use this app. Ask an administrator.", "ProviderNotAllowed");
        _provider.Person["roles"] = new[] { "others", "chat-users" };
        HttpClient member = app.OpenBrowser();
        (await SignInAsync(member)).Dispose();
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(member, "/admin/members"));
        _provider.Person["roles"] = new[] { "chat-users", "chat-admins" };
        HttpClient administrator = app.OpenBrowser();
        (await SignInAsync(administrator)).Dispose();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(administrator, "/admin/members"));
        // Another role ends the sessions.
        await AssertSignedInAsync(member, false);
        _provider.Person["roles"] = "chat-users";
        HttpClient again = app.OpenBrowser();
        (await SignInAsync(again)).Dispose();
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(again, "/admin/members"));
        _provider.Person["roles"] = "others";
        using HttpResponseMessage refused = await SignInAsync(app.OpenBrowser());
        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(refused));
        Assert.Equal(["joe RoleChanged Account joe Succeeded Administrator", "joe RoleChanged Account joe Succeeded Member"], TestAudit.Lines(app.Services).Where(line => line.Contains("RoleChanged", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Link_OwnAccount_NeedsThePasswordAndThenSignsInAtTheProvider()
    {
        await using TeamApp app = await StartAsync();
        HttpClient bob = await app.SignInAsync(TeamApp.Member);
        using HttpResponseMessage wrong = await TeamApp.PostAsync(bob, AccountPaths.Profile, "provider-link", ("LinkPassword", "wrong"));
        Assert.Equal("The current password is wrong.", await TeamApp.ProblemAsync(wrong));

        string link = await LinkAsync(bob, TeamApp.Member);
        using HttpResponseMessage linked = await ComeBackAsync(bob, link);

        Assert.EndsWith(AccountPaths.Profile, linked.Headers.Location!.ToString(), StringComparison.Ordinal);
        HttpClient next = app.OpenBrowser();
        (await SignInAsync(next)).Dispose();
        Assert.Equal(TeamApp.Member, await NameAsync(next));
        // The same person with a second account.
        HttpClient eve = await app.SignInAsync(TeamApp.OtherMember);
        using HttpResponseMessage taken = await ComeBackAsync(eve, await LinkAsync(eve, TeamApp.OtherMember));
        Assert.EndsWith($"{AccountPaths.Profile}?problem=ProviderTaken", taken.Headers.Location!.ToString(), StringComparison.Ordinal);
        // Ended again.
        (await TeamApp.PostAsync(bob, AccountPaths.Profile, "provider-link", ("LinkPassword", TeamApp.PasswordOf(TeamApp.Member)))).Dispose();
        using HttpResponseMessage refused = await SignInAsync(app.OpenBrowser());
        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(refused));
        Assert.Equal(
            ["bob ProviderLinked Account bob Refused Wrong", "bob ProviderLinked Account bob Succeeded", "eve ProviderLinked Account eve Refused ProviderTaken", "bob ProviderUnlinked Account bob Succeeded"],
            TestAudit.Lines(app.Services).Where(line => line.Contains("linked", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Link_TokenOfAnotherSessionOrForged_BindsNothing()
    {
        await using TeamApp app = await StartAsync();
        HttpClient eve = await app.SignInAsync(TeamApp.OtherMember);
        string link = await LinkAsync(eve, TeamApp.OtherMember);
        HttpClient bob = await app.SignInAsync(TeamApp.Member);

        (await ComeBackAsync(bob, link)).Dispose();
        (await ComeBackAsync(bob, $"{AccountPaths.Provider}?link=forged")).Dispose();
        (await ComeBackAsync(app.OpenBrowser(), link)).Dispose();

        Assert.Empty(Logins(app));
    }

    [Fact]
    public async Task AllowLocalSignIn_False_LeavesPasswordsToTheRescue()
    {
        await using TeamApp app = await StartAsync(("CreatesAccounts", "true"), ("Accounts:AllowLocalSignIn", "false"));
        Assert.Null(await app.Accounts.CreateRescueAsync("rescue", TeamApp.PasswordOf("rescue")));
        HttpClient bob = app.OpenBrowser();

        using HttpResponseMessage right = await TeamApp.PostAsync(bob, AccountPaths.SignIn, "sign-in", ("Name", TeamApp.Member), ("Password", TeamApp.PasswordOf(TeamApp.Member)));
        using HttpResponseMessage wrong = await TeamApp.PostAsync(bob, AccountPaths.SignIn, "sign-in", ("Name", TeamApp.Member), ("Password", "wrong"));

        Assert.Equal("This account signs in with Stub.", await TeamApp.ProblemAsync(right));
        Assert.Equal("The name or the password is wrong.", await TeamApp.ProblemAsync(wrong));
        await AssertSignedInAsync(bob, false);
        await AssertSignedInAsync(await app.SignInAsync("rescue"), true);
        HttpClient joe = app.OpenBrowser();
        (await SignInAsync(joe)).Dispose();
        await AssertSignedInAsync(joe, true);
    }

    [Fact]
    public async Task Provider_NotSet_IsNotThere()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        HttpClient browser = app.OpenBrowser();

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(browser, AccountPaths.Provider));
        Assert.Null((await TeamApp.PageAsync(browser, AccountPaths.SignIn)).QuerySelector("[data-testid=provider]"));
    }

    private Task<TeamApp> StartAsync(params (string Key, string Value)[] settings) => TeamApp.StartAsync(_provider.Settings(settings));

    // From the app to the provider, and back to the app's callback.
    private Task<HttpResponseMessage> SignInAsync(HttpClient browser, string returnUrl = "/") =>
        ComeBackAsync(browser, $"{AccountPaths.Provider}?returnUrl={Uri.EscapeDataString(returnUrl)}");

    private async Task<HttpResponseMessage> ComeBackAsync(HttpClient browser, string path) => await browser.GetAsync(await CallbackAsync(browser, path), Cancellation);

    private async Task<Uri> CallbackAsync(HttpClient browser, string path = AccountPaths.Provider)
    {
        using HttpResponseMessage away = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Assert.StartsWith(_provider.Issuer, away.Headers.Location!.ToString(), StringComparison.Ordinal);
        using HttpResponseMessage back = await _outside.GetAsync(away.Headers.Location, Cancellation);
        return back.Headers.Location!;
    }

    private async Task AssertRefusedAsync(TeamApp app, string message, string reason, int before = 0)
    {
        HttpClient browser = app.OpenBrowser();
        using HttpResponseMessage response = await SignInAsync(browser);
        Assert.Equal(message, await MessageAfterAsync(browser, response));
        await AssertSignedInAsync(browser, false);
        Assert.Equal([$"- SignIn - Refused Provider: {reason}"], TestAudit.Lines(app.Services).Skip(before));
    }

    private static async Task<string> MessageAfterAsync(HttpClient browser, HttpResponseMessage response)
    {
        Assert.Equal((HttpStatusCode.Redirect, AccountPaths.SignIn), (response.StatusCode, TeamApp.PathOf(response)));
        Assert.DoesNotContain(response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set) ? set : [], value => value.StartsWith("qwenwebchat-account=", StringComparison.Ordinal));
        return (await TeamApp.PageAsync(browser, response.Headers.Location!.ToString())).QuerySelector("[data-testid=account-problem]")?.TextContent ?? "";
    }

    private static string SessionCookieOf(HttpResponseMessage response) =>
        response.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("qwenwebchat-account=", StringComparison.Ordinal));

    private static async Task<string?> NameAsync(HttpClient browser) => (await TeamApp.PageAsync(browser, AccountPaths.Profile)).QuerySelector("h1")?.TextContent;

    private static async Task<string> LinkAsync(HttpClient browser, string name)
    {
        using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.Profile, "provider-link", ("LinkPassword", TeamApp.PasswordOf(name)));
        string page = await response.Content.ReadAsStringAsync(Cancellation);
        return $"/{TeamApp.Parse(page).QuerySelector("[data-testid=provider-continue]")!.GetAttribute("href")}";
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient browser, string path)
    {
        using HttpResponseMessage response = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return response.StatusCode;
    }

    private static async Task AssertSignedInAsync(HttpClient browser, bool isSignedIn) =>
        Assert.Equal(isSignedIn ? HttpStatusCode.OK : HttpStatusCode.Redirect, await StatusAsync(browser, "/export/all.json"));

    private static IReadOnlyList<(string Issuer, string Subject)> Logins(TeamApp app)
    {
        using ChatDbContext context = app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateDbContext();
        return [.. context.Set<IdentityUserLogin<Guid>>().AsEnumerable().Select(row => (row.LoginProvider, row.ProviderKey))];
    }
}
