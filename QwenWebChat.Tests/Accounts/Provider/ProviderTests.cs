using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Audit;

namespace QwenWebChat.Tests.Accounts.Provider;

/// <summary>A provider of the test's own, and the ways of a browser from the app to it and back.</summary>
public abstract class ProviderTests : IAsyncLifetime
{
    private HttpClient _outside = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected StubProvider Provider { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await StubProvider.StartAsync();
        _outside = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
    }

    public async ValueTask DisposeAsync()
    {
        _outside.Dispose();
        await Provider.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task<TeamApp> StartAsync(params (string Key, string Value)[] settings) => TeamApp.StartAsync(Provider.Settings(settings));

    // From the app to the provider, and back to the app's callback.
    private protected Task<HttpResponseMessage> SignInAsync(HttpClient browser, string returnUrl = "/") =>
        ComeBackAsync(browser, $"{AccountPaths.Provider}?returnUrl={Uri.EscapeDataString(returnUrl)}");

    private protected async Task<HttpResponseMessage> ComeBackAsync(HttpClient browser, string path) => await browser.GetAsync(await CallbackAsync(browser, path), Cancellation);

    private protected async Task<Uri> CallbackAsync(HttpClient browser, string path = AccountPaths.Provider)
    {
        using HttpResponseMessage away = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Assert.StartsWith(Provider.Issuer, away.Headers.Location!.ToString(), StringComparison.Ordinal);
        using HttpResponseMessage back = await _outside.GetAsync(away.Headers.Location, Cancellation);
        return back.Headers.Location!;
    }

    private protected async Task AssertRefusedAsync(TeamApp app, string message, string reason, int before = 0)
    {
        HttpClient browser = app.OpenBrowser();
        using HttpResponseMessage response = await SignInAsync(browser);
        Assert.Equal(message, await MessageAfterAsync(browser, response));
        await AssertSignedInAsync(browser, false);
        Assert.Equal([$"- SignIn - Refused Provider: {reason}"], TestAudit.Lines(app.Services).Skip(before));
    }

    private protected static async Task<string> MessageAfterAsync(HttpClient browser, HttpResponseMessage response)
    {
        Assert.Equal((HttpStatusCode.Redirect, AccountPaths.SignIn), (response.StatusCode, TeamApp.PathOf(response)));
        Assert.DoesNotContain(response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set) ? set : [], value => value.StartsWith("qwenwebchat-account=", StringComparison.Ordinal));
        return (await TeamApp.PageAsync(browser, response.Headers.Location!.ToString())).QuerySelector("[data-testid=account-problem]")?.TextContent ?? "";
    }

    private protected static string SessionCookieOf(HttpResponseMessage response) =>
        response.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("qwenwebchat-account=", StringComparison.Ordinal));

    private protected static async Task<string?> NameAsync(HttpClient browser) => (await TeamApp.PageAsync(browser, AccountPaths.Profile)).QuerySelector("h1")?.TextContent;

    private protected static async Task<string> LinkAsync(HttpClient browser, string name)
    {
        using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.Profile, "provider-link", ("LinkPassword", TeamApp.PasswordOf(name)));
        string page = await response.Content.ReadAsStringAsync(Cancellation);
        return $"/{TeamApp.Parse(page).QuerySelector("[data-testid=provider-continue]")!.GetAttribute("href")}";
    }

    private protected static async Task<HttpStatusCode> StatusAsync(HttpClient browser, string path)
    {
        using HttpResponseMessage response = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return response.StatusCode;
    }

    private protected static async Task AssertSignedInAsync(HttpClient browser, bool isSignedIn) =>
        Assert.Equal(isSignedIn ? HttpStatusCode.OK : HttpStatusCode.Redirect, await StatusAsync(browser, "/export/all.json"));

    private protected static IReadOnlyList<(string Issuer, string Subject)> Logins(TeamApp app)
    {
        using ChatDbContext context = app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateDbContext();
        return [.. context.Set<IdentityUserLogin<Guid>>().AsEnumerable().Select(row => (row.LoginProvider, row.ProviderKey))];
    }
}
