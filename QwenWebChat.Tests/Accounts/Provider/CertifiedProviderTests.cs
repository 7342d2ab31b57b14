using System.Net;
using QwenWebChat.App.Accounts;
using QwenWebChat.Tests.Audit;

namespace QwenWebChat.Tests.Accounts.Provider;

/// <summary>Signing in at a provider that is not ours, through its own pages.</summary>
[Slow]
public sealed class CertifiedProviderTests : IAsyncLifetime
{
    private readonly CertifiedProvider _provider = new();
    private TeamApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TeamApp.StartAsync(_provider.Settings());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task SignIn_MemberAdministratorAndGuest_GetTheRolesOfTheirClaims()
    {
        await _provider.StartAsync(_app.Address);
        HttpClient member = _app.OpenBrowser();
        HttpClient administrator = _app.OpenBrowser();
        HttpClient guest = _app.OpenBrowser();

        using HttpResponseMessage one = await CertifiedProvider.SignInAsync(member, AccountPaths.WithReturnUrl(AccountPaths.Provider, "/documents"), "joe");
        using HttpResponseMessage two = await CertifiedProvider.SignInAsync(administrator, AccountPaths.Provider, "chief");
        using HttpResponseMessage three = await CertifiedProvider.SignInAsync(guest, AccountPaths.Provider, "guest");

        Assert.Equal(("/documents", "/", AccountPaths.SignIn), (TeamApp.PathOf(one), TeamApp.PathOf(two), TeamApp.PathOf(three)));
        Assert.Equal("joe of the provider", (await TeamApp.PageAsync(member, AccountPaths.Profile)).QuerySelector("h1")?.TextContent);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.Redirect), (await StatusAsync(member), await StatusAsync(administrator), await StatusAsync(guest)));
        Assert.Equal(
            [
                "joe of the provider AccountMade Account joe of the provider Succeeded Provider", "joe of the provider SignIn Account joe of the provider Succeeded Provider",
                "chief of the provider AccountMade Account chief of the provider Succeeded Provider", "chief of the provider SignIn Account chief of the provider Succeeded Provider",
                "- SignIn - Refused Provider: ProviderNotAllowed",
            ],
            TestAudit.Lines(_app.Services));
    }

    [Fact]
    public async Task SignIn_CancelledThere_SaysSo()
    {
        await _provider.StartAsync(_app.Address);
        HttpClient browser = _app.OpenBrowser();

        using HttpResponseMessage response = await CertifiedProvider.SignInAsync(browser, AccountPaths.Provider, "joe", agrees: false);

        Assert.Equal("The sign-in with OpenID Connect was cancelled.", await MessageAsync(browser, response));
        Assert.Equal(["- SignIn - Refused Provider: denied"], TestAudit.Lines(_app.Services));
    }

    [Fact]
    public async Task SignIn_WrongSecret_LetsNobodyIn()
    {
        await _provider.StartAsync(_app.Address, secret: "another secret");
        HttpClient browser = _app.OpenBrowser();

        using HttpResponseMessage response = await browser.GetAsync(new Uri(AccountPaths.Provider, UriKind.Relative), Cancellation);
        using HttpResponseMessage last = response.Headers.Location!.ToString().Contains("problem=", StringComparison.Ordinal) ? response : await CertifiedProvider.SignInAsync(browser, AccountPaths.Provider, "joe");

        Assert.StartsWith("The answer of OpenID Connect is not valid", await MessageAsync(browser, last), StringComparison.Ordinal);
    }

    private static async Task<string?> MessageAsync(HttpClient browser, HttpResponseMessage response)
    {
        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(response));
        return (await TeamApp.PageAsync(browser, response.Headers.Location!.ToString())).QuerySelector("[data-testid=account-problem]")?.TextContent;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient browser)
    {
        using HttpResponseMessage response = await browser.GetAsync(new Uri("/admin/members", UriKind.Relative), Cancellation);
        return response.StatusCode;
    }
}
