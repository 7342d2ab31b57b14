using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Audit;

namespace QwenWebChat.Tests.Accounts.Provider;

/// <summary>Signing in at a provider of OpenID Connect: who gets in as whom, and that nobody does whom it should not vouch for.</summary>
[Slow]
public sealed class ProviderSignInTests : ProviderTests
{
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
        Assert.Equal([(Provider.Issuer, "person-1")], Logins(app));
    }

    [Fact]
    public async Task DeleteEverything_WithoutAPassword_NeedsASignInOfJustNow()
    {
        FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
        await using TeamApp app = await TeamApp.StartAsync(Provider.Settings(("CreatesAccounts", "true")), services => services.AddSingleton<TimeProvider>(clock));
        HttpClient browser = app.OpenBrowser();
        (await SignInAsync(browser)).Dispose();
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Empty((await TeamApp.PageAsync(browser, AccountPaths.Data)).QuerySelectorAll("[name=Typed], [name=Password]"));

        using HttpResponseMessage late = await TeamApp.PostAsync(browser, AccountPaths.Data, "delete-everything", ("Typed", "joe"), ("Scope", "account"));

        Assert.StartsWith("Your account has no password to ask for", await TeamApp.ProblemAsync(late), StringComparison.Ordinal);
        Assert.Equal("joe AccountDeleted Account joe Refused SignInTooOld", TestAudit.Lines(app.Services).Last());
        (await SignInAsync(browser)).Dispose();
        using HttpResponseMessage mistyped = await TeamApp.PostAsync(browser, AccountPaths.Data, "delete-everything", ("Typed", "jo"), ("Scope", "account"));
        Assert.Equal("Type joe to confirm.", await TeamApp.ProblemAsync(mistyped));
        using HttpResponseMessage fresh = await TeamApp.PostAsync(browser, AccountPaths.Data, "delete-everything", ("Typed", "joe"), ("Scope", "account"));
        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(fresh));
        Assert.Empty(Logins(app));
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
        (Provider.Person["email"], Provider.Person["preferred_username"]) = ("new@example.org", "josephine");
        HttpClient same = app.OpenBrowser();
        (await SignInAsync(same)).Dispose();
        (Provider.Person["sub"], Provider.Person["email"], Provider.Person["preferred_username"]) = ("person-2", "joe@example.org", "joe");
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
        Provider.Person["preferred_username"] = name;
        HttpClient browser = app.OpenBrowser();

        (await SignInAsync(browser)).Dispose();

        Assert.Equal($"{name.Trim()} 2", await NameAsync(browser));
        Assert.DoesNotContain(Logins(app), login => login.Issuer != Provider.Issuer);
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
        Provider.Person["preferred_username"] = given;
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
        Provider.Lie = lie;

        await AssertRefusedAsync(app, "The answer of Stub is not valid, so nobody was signed in. Try again. If it happens again, tell an administrator: the audit log has the reason.", reason, before: 2);
    }

    [Fact]
    public async Task SignIn_ProviderIsDown_SaysSo()
    {
        await using TeamApp app = await StartAsync();
        await Provider.DisposeAsync();
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
    public async Task Provider_NotSet_IsNotThere()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        HttpClient browser = app.OpenBrowser();

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(browser, AccountPaths.Provider));
        Assert.Null((await TeamApp.PageAsync(browser, AccountPaths.SignIn)).QuerySelector("[data-testid=provider]"));
    }
}
