using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>One Chromium for the browser tests, and the app for each model they ask for; each test has a page of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Chromium = "chromium";

    // Debian's, Ubuntu's, Fedora's and the two common ones elsewhere.
    private static readonly string[] Candidates =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private readonly Dictionary<string, RunningApp> _apps = [];

    /// <summary>Screenshots of the last run, for people to look at.</summary>
    public static string Screenshots { get; } = Path.Combine(BuiltApp.Repository, "artifacts", "screenshots");

    public async ValueTask InitializeAsync()
    {
        if (InstalledPrograms.Find(Chromium, Candidates) is not { } chromium)
        {
            return;
        }

        // The model computes on the same cores.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            // Root, as in a container, cannot use Chromium's sandbox; the rest keeps it from calling home.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A page of an app that runs a model, once that is ready; the test is skipped where there is no Chromium.</summary>
    /// <param name="model">A model folder; none for the demo model.</param>
    public async Task<IPage> OpenAsync(string? model, BrowserNewPageOptions? options = null)
    {
        InstalledPrograms.SkipUnless(_browser is not null, Chromium);
        if (!_apps.TryGetValue(model ?? "", out RunningApp? app))
        {
            // The reference takes its time: with the kernels an answer is over before anybody could stop it.
            app = _apps[model ?? ""] = await RunningApp.StartAsync(model is null ? [] : ["--Model:Path", model, "--Inference:Kernels", "reference"]);
        }

        IPage page = await _browser!.NewPageAsync(options ?? new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        await page.GotoAsync(app.Url);
        await Assertions.Expect(page.GetByTestId("model-chip")).ToHaveAttributeAsync("data-state", "ready");
        await page.Locator(".composer[data-ready]").WaitForAsync();
        return page;
    }

    /// <summary>An empty page, for an app of the test's own; the test is skipped where there is no Chromium.</summary>
    public async Task<IPage> NewPageAsync(BrowserNewPageOptions? options = null)
    {
        InstalledPrograms.SkipUnless(_browser is not null, Chromium);
        return await _browser!.NewPageAsync(options ?? new BrowserNewPageOptions());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningApp app in _apps.Values)
        {
            await app.DisposeAsync();
        }

        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
