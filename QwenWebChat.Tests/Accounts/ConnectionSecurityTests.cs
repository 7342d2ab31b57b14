using System.Net;
using AngleSharp.Html.Dom;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Hosting;

namespace QwenWebChat.Tests.Accounts;

/// <summary>Headers of proxies count only if the settings name the proxy.</summary>
public sealed class ConnectionSecurityTests
{
    private const string Host = "chat.example.org";

    private static readonly Dictionary<string, string> Named = new() { ["AllowedHosts"] = Host, ["Hosting:Proxies:0"] = "127.0.0.0/8", ["Hosting:Proxies:1"] = "::1" };
    private static readonly Dictionary<string, string> Unnamed = new() { ["AllowedHosts"] = Host, ["Hosting:Proxies:0"] = "10.0.0.1" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_ByHttpsThroughANamedProxy_KeepsTheBrowserOnHttps()
    {
        await using TeamApp app = await TeamApp.StartAsync(Named);
        HttpClient browser = Behind(app, "198.51.100.7", "https");

        using HttpResponseMessage page = await browser.GetAsync(new Uri(AccountPaths.SignIn, UriKind.Relative), Cancellation);
        string[] cookies = [.. page.Headers.GetValues("Set-Cookie")];
        // The connection to the app is plain, so that the client itself does not send them.
        browser.DefaultRequestHeaders.Add("Cookie", string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])));
        IHtmlDocument form = TeamApp.Parse(await page.Content.ReadAsStringAsync(Cancellation));
        using HttpResponseMessage signedIn = await TeamApp.SendAsync(browser, form, AccountPaths.SignIn, "sign-in", ("Name", "bob"), ("Password", TeamApp.PasswordOf("bob")));

        Assert.Equal(["max-age=15552000"], page.Headers.GetValues("Strict-Transport-Security"));
        Assert.Contains("wss://chat.example.org", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.All(cookies, cookie => Assert.Contains("; secure", cookie, StringComparison.Ordinal));
        Assert.Contains(signedIn.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("qwenwebchat-account=", StringComparison.Ordinal) && cookie.Contains("; secure", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignIn_ThroughAnotherProxy_IsPlainHttp()
    {
        await using TeamApp app = await TeamApp.StartAsync(Unnamed);
        HttpClient browser = Behind(app, "198.51.100.7", "https");

        using HttpResponseMessage page = await browser.GetAsync(new Uri(AccountPaths.SignIn, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.False(page.Headers.Contains("Strict-Transport-Security"));
    }

    /// <summary>Whoever could choose the address that is counted would have any number of tries.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tries_WithOtherAddressesInTheHeader_AreCountedByTheAddressThatIsTrusted(bool isNamed)
    {
        await using TeamApp app = await TeamApp.StartAsync(isNamed ? Named : Unnamed);
        SignInAttempts attempts = (SignInAttempts)app.Services.GetService(typeof(SignInAttempts))!;
        for (int i = 1; i < SignInAttempts.MaxPerAddress; i++)
        {
            Assert.Null(attempts.Begin($"name {i}", IPAddress.Loopback));
        }

        string[] problems = new string[3];
        for (int i = 0; i < problems.Length; i++)
        {
            using HttpResponseMessage response = await TeamApp.PostAsync(Behind(app, $"198.51.100.{i}", "http"), AccountPaths.SignIn, "sign-in", ("Name", $"nobody {i}"), ("Password", "wrong"));
            problems[i] = await TeamApp.ProblemAsync(response);
        }

        Assert.Equal(isNamed, problems[1] == problems[0]);
        Assert.Equal(isNamed, problems[2] == problems[0]);
    }

    [Theory]
    [InlineData("proxy.example.org")]
    [InlineData("10.0.0.0/40")]
    [InlineData("")]
    public void Proxies_ThatAreNoAddress_AreRefused(string proxy)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new HostingOptions { Proxies = [proxy] }.Validate());

        Assert.Equal($"Proxies has '{proxy}'; it must be an IP address or a network such as 10.0.0.0/8.", error.Message);
    }

    private static HttpClient Behind(TeamApp app, string address, string scheme)
    {
        HttpClient browser = app.OpenBrowser();
        browser.DefaultRequestHeaders.Host = Host;
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        return browser;
    }
}
