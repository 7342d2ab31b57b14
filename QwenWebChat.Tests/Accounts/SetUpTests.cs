using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Accounts;

/// <summary>The way from an app without accounts to one with an administrator.</summary>
[Slow]
public sealed class SetUpTests
{
    private const string Password = "nine geese walk to Lyon";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_Loopback_ServesEveryoneHereAndSaysSo()
    {
        await using TeamApp app = TeamApp.StartEmpty();
        using HttpClient browser = app.OpenBrowser();

        Assert.Equal(AccessMode.Open, app.Access.Mode);
        Assert.NotNull((await TeamApp.PageAsync(browser, "/")).QuerySelector("[data-testid=access-chip]"));
        using HttpResponseMessage models = await browser.GetAsync(new Uri("/v1/models", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/admin")]
    [InlineData("/v1/models")]
    public async Task Open_ThroughAProxy_ServesNothing(string path)
    {
        await using TeamApp app = TeamApp.StartEmpty();
        using HttpClient browser = app.OpenBrowser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.7");

        using HttpResponseMessage response = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("answers only its own machine", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SetUpThroughAProxy_OffersNoForm()
    {
        await using TeamApp app = TeamApp.StartEmpty();
        using HttpClient browser = app.OpenBrowser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.7");

        Assert.Empty((await TeamApp.PageAsync(browser, AccountPaths.SetUp)).QuerySelectorAll("form"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/admin")]
    [InlineData("/documents")]
    [InlineData("/export/all.json")]
    [InlineData("/_blazor")]
    [InlineData("/no-such-page")]
    [InlineData("/sign-in")]
    public async Task SetUp_AnyPage_LeadsToTheSetUp(string path)
    {
        await using TeamApp app = TeamApp.StartEmpty(isReachable: true);
        using HttpClient browser = app.OpenBrowser();

        using HttpResponseMessage response = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.Redirect, AccountPaths.SetUp), (response.StatusCode, TeamApp.PathOf(response)));
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/api/tags")]
    [InlineData("/mcp")]
    public async Task SetUp_Api_AnswersUnavailableInItsFormat(string path)
    {
        await using TeamApp app = TeamApp.StartEmpty(isReachable: true);
        using HttpClient browser = app.OpenBrowser();

        using HttpResponseMessage response = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Contains("no administrator yet", body.RootElement.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/set-up")]
    [InlineData("/css/account.css")]
    [InlineData("/js/boot.js")]
    [InlineData("/health/live")]
    public async Task SetUp_WhatItNeeds_IsServed(string path)
    {
        await using TeamApp app = TeamApp.StartEmpty(isReachable: true);
        using HttpClient browser = app.OpenBrowser();

        using HttpResponseMessage response = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000-0000-0000-0000-0000-0000-0000-0000")]
    public async Task SetUp_WrongCode_MakesNobody(string code)
    {
        await using TeamApp app = TeamApp.StartEmpty(isReachable: true);
        using HttpClient browser = app.OpenBrowser();

        using HttpResponseMessage response = await SendAsync(browser, ("Code", code));

        Assert.StartsWith("The code is wrong.", await TeamApp.ProblemAsync(response), StringComparison.Ordinal);
        Assert.Equal(AccessMode.SetUp, app.Access.Mode);
    }

    [Theory]
    [InlineData("short", "short", "The password must have at least 12 characters.")]
    [InlineData(Password, "another password here", "The two passwords differ.")]
    public async Task SetUp_BadPassword_SaysWhyAndKeepsTheName(string password, string again, string message)
    {
        await using TeamApp app = TeamApp.StartEmpty(isReachable: true);
        using HttpClient browser = app.OpenBrowser();

        using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.SetUp, "set-up", ("Code", Code(app)), ("Name", "ada"), ("Password", password), ("Again", again));

        Assert.Equal(message, await TeamApp.ProblemAsync(response));
        Assert.Equal("ada", TeamApp.Parse(await response.Content.ReadAsStringAsync(Cancellation)).QuerySelector("#Name")?.GetAttribute("value"));
        Assert.Equal(AccessMode.SetUp, app.Access.Mode);
    }

    [Fact]
    public async Task SetUp_RightCode_MakesTheAdministratorWhoseEverythingIs()
    {
        await using TeamApp app = TeamApp.StartEmpty(isReachable: true);
        await app.Services.GetRequiredService<ConversationStore>().CreateAsync(Account.LocalId, "from before", cancellationToken: Cancellation);
        using HttpClient browser = app.OpenBrowser();

        using HttpResponseMessage response = await SendAsync(browser, ("Code", Code(app).ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal)));

        Assert.Equal((HttpStatusCode.Redirect, "/"), (response.StatusCode, TeamApp.PathOf(response)));
        Assert.Equal(AccessMode.Members, app.Access.Mode);
        Assert.Contains("from before", await browser.GetStringAsync(new Uri("/export/all.json", UriKind.Relative), Cancellation), StringComparison.Ordinal);
        Assert.NotNull((await TeamApp.PageAsync(browser, "/")).QuerySelector("[data-testid=admin-link]"));
    }

    [Fact]
    public async Task SetUp_CodeAgain_LeadsToSignIn()
    {
        await using TeamApp app = TeamApp.StartEmpty(isReachable: true);
        using HttpClient browser = app.OpenBrowser();
        using HttpClient second = app.OpenBrowser();
        // Both have the form before one of them sends it.
        IHtmlDocument[] forms = [await TeamApp.PageAsync(browser, AccountPaths.SetUp), await TeamApp.PageAsync(second, AccountPaths.SetUp)];
        Task<HttpResponseMessage>[] both = [TeamApp.SendAsync(browser, forms[0], AccountPaths.SetUp, "set-up", Fields(("Code", Code(app)), "ada")), TeamApp.SendAsync(second, forms[1], AccountPaths.SetUp, "set-up", Fields(("Code", Code(app)), "mallory"))];
        using HttpResponseMessage first = await both[0];
        using HttpResponseMessage other = await both[1];

        using ChatDbContext context = app.Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<ChatDbContext>>().CreateForAll();
        Assert.Single(context.Accounts);
        using HttpResponseMessage later = await second.GetAsync(new Uri(AccountPaths.SetUp, UriKind.Relative), Cancellation);
        Assert.Equal((HttpStatusCode.Redirect, AccountPaths.SignIn), (later.StatusCode, TeamApp.PathOf(later)));
    }

    [Fact]
    public async Task Open_AddAccounts_NeedsNoCode()
    {
        await using TeamApp app = TeamApp.StartEmpty();
        using HttpClient browser = app.OpenBrowser();

        using HttpResponseMessage response = await SendAsync(browser, ("Code", ""));

        Assert.Equal((HttpStatusCode.Redirect, "/"), (response.StatusCode, TeamApp.PathOf(response)));
        using HttpClient stranger = app.OpenBrowser();
        using HttpResponseMessage home = await stranger.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        Assert.Equal((HttpStatusCode.Redirect, AccountPaths.SignIn), (home.StatusCode, TeamApp.PathOf(home)));
    }

    [Fact]
    public async Task SetUp_WithoutTheFormsToken_IsRefused()
    {
        await using TeamApp app = TeamApp.StartEmpty(isReachable: true);
        using HttpClient browser = app.OpenBrowser();
        using FormUrlEncodedContent form = new([KeyValuePair.Create("_handler", "set-up"), KeyValuePair.Create("Code", Code(app)), KeyValuePair.Create("Name", "ada"), KeyValuePair.Create("Password", Password), KeyValuePair.Create("Again", Password)]);

        using HttpResponseMessage response = await browser.PostAsync(new Uri(AccountPaths.SetUp, UriKind.Relative), form, Cancellation);

        // Back to the page, with a message that the form is out of date.
        Assert.Equal((HttpStatusCode.SeeOther, AccountPaths.SetUp), (response.StatusCode, TeamApp.PathOf(response)));
        Assert.Equal(AccessMode.SetUp, app.Access.Mode);
    }

    private static string Code(TeamApp app) => app.Services.GetRequiredService<SetUpCode>().Text;

    private static Task<HttpResponseMessage> SendAsync(HttpClient browser, (string, string) code, string name = "ada") =>
        TeamApp.PostAsync(browser, AccountPaths.SetUp, "set-up", Fields(code, name));

    private static (string, string)[] Fields((string, string) code, string name) => [code, ("Name", name), ("Password", Password), ("Again", Password)];
}
