using System.Diagnostics;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using System.Net;
using QwenWebChat.Tests.Hosting;

namespace QwenWebChat.Tests.Accounts.Provider;

/// <summary>npm's oidc-provider, which the OpenID Foundation certified, as a process on loopback; and people who sign in on its pages.</summary>
internal sealed class CertifiedProvider : IAsyncDisposable
{
    private const string Secret = "a secret of the app";
    private const int MaxSteps = 20;

    private static readonly string Sources = Path.Combine(BuiltApp.Repository, "QwenWebChat.Tests", "Accounts", "Provider");

    private Process? _process;

    public string Issuer { get; } = $"http://127.0.0.1:{FreePort.Next()}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The settings of an app that uses it.</summary>
    public Dictionary<string, string> Settings() => new()
    {
        ["Accounts:OpenIdConnect:Authority"] = Issuer,
        ["Accounts:OpenIdConnect:ClientId"] = StubProvider.ClientId,
        ["Accounts:OpenIdConnect:ClientSecret"] = Secret,
        ["Accounts:OpenIdConnect:CreatesAccounts"] = "true",
        ["Accounts:OpenIdConnect:Scopes:0"] = "roles",
        ["Accounts:OpenIdConnect:RoleClaim"] = "roles",
        ["Accounts:OpenIdConnect:AdministratorValues:0"] = "chat-admins",
        ["Accounts:OpenIdConnect:MemberValues:0"] = "chat-users",
    };

    /// <summary>Starts it for an app; the test is skipped where npm is missing.</summary>
    public async Task StartAsync(Uri app, string secret = Secret)
    {
        string node = InstalledPrograms.Find("node") ?? "";
        string npm = InstalledPrograms.Find("npm") ?? "";
        InstalledPrograms.SkipUnless(node.Length > 0 && npm.Length > 0, InstalledPrograms.Npm);
        string folder = await NpmFolder.InstallAsync(npm, Sources, "provider.mjs");
        ProcessStartInfo start = new(node, [Path.Combine(folder, "provider.mjs"), Issuer, new Uri(app, "sign-in/provider/callback").ToString(), secret])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        while (await _process.StandardOutput.ReadLineAsync(Cancellation) != "listening")
        {
            Assert.False(_process.HasExited, "provider.mjs ended.");
        }
    }

    /// <summary>Goes to the provider from the app, signs in there, agrees, and returns what the app answers in the end.</summary>
    /// <param name="agrees">False if the person cancels.</param>
    public static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string path, string person, bool agrees = true)
    {
        using HttpClient outside = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
        HttpResponseMessage response = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Uri at = response.Headers.Location!;
        for (int step = 0; step < MaxSteps && at.Authority != browser.BaseAddress!.Authority; step++)
        {
            response.Dispose();
            response = await outside.GetAsync(at, Cancellation);
            if (response.Headers.Location is null)
            {
                string page = await response.Content.ReadAsStringAsync(Cancellation);
                response.Dispose();
                response = await AnswerAsync(outside, at, TeamApp.Parse(page), person, agrees);
            }

            Assert.True(response.Headers.Location is not null, await response.Content.ReadAsStringAsync(Cancellation));
            at = new Uri(at, response.Headers.Location);
        }

        response.Dispose();
        return await browser.GetAsync(at, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    // The page asks for a name and a password, or for the consent.
    private static async Task<HttpResponseMessage> AnswerAsync(HttpClient outside, Uri at, IHtmlDocument page, string person, bool agrees)
    {
        IElement? form = page.QuerySelector("form");
        Assert.True(form is not null, page.Body?.TextContent);
        if (!agrees)
        {
            string cancel = page.QuerySelectorAll("a").Single(link => link.TextContent.Contains("Cancel", StringComparison.Ordinal)).GetAttribute("href")!;
            return await outside.GetAsync(new Uri(at, cancel), Cancellation);
        }

        return await TeamApp.SendAsync(outside, new Uri(at, form.GetAttribute("action")).ToString(), form, form.QuerySelector("input[name=login]") is null ? [] : [("login", person), ("password", "any")]);
    }
}
