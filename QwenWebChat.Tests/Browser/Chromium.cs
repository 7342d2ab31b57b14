using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>
/// The one Chromium of all browser tests, which run several at a time: each has pages, cookies and storage of its own, but
/// they share the clipboard, which only <see cref="ClipboardInBrowserTests"/> uses.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>The name of the program for <see cref="InstalledPrograms"/>.</summary>
    public const string Name = "chromium";

    // The same engine without windows: half of the processor time.
    private const string HeadlessShell = "chromium-headless-shell";

    // Debian's, Ubuntu's, Fedora's and the two common ones elsewhere.
    private static readonly string[] Candidates =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    // Chromium opens two hidden pages for its address bar beside each page of a test, and holds a process in reserve: more than half
    // of its processor time. Only the last list that it is given counts, so the first four lines are Playwright's own.
    private static readonly string[] DisabledFeatures =
    [
        "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "DialMediaRouteProvider", "GlobalMediaControls", "HttpsUpgrades",
        "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "BlockOriginHeaderModificationOnRedirect",
        "AvoidCorsURLLoaderRestartOnRedirect", "Translate", "AutoDeElevate", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
        "msForceBrowserSignIn", "msEdgeUpdateLaunchServicesPreferredVersion",
        "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "SpareRendererForSitePerProcess",
    ];

    private readonly Lazy<Task<IBrowser?>> _browser;
    private IPlaywright? _playwright;

    public Chromium()
    {
        _browser = new Lazy<Task<IBrowser?>>(LaunchAsync);
    }

    /// <summary>The browser, launched by the first test that asks for it; null where none is installed.</summary>
    public Task<IBrowser?> GetBrowserAsync() => _browser.Value;

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated && await _browser.Value is { } browser)
        {
            await browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private async Task<IBrowser?> LaunchAsync()
    {
        if ((InstalledPrograms.Find(HeadlessShell) ?? InstalledPrograms.Find(Name, Candidates)) is not { } chromium)
        {
            return null;
        }

        // The model computes on the same cores.
        Assertions.SetDefaultExpectTimeout(WaitLimit.Milliseconds);
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            // Root, as in a container, cannot use Chromium's sandbox; the rest keeps it from calling home.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                $"--disable-features={string.Join(',', DisabledFeatures)}",
            ],
        });
    }
}
