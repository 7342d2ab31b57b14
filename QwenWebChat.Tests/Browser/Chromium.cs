using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>The one Chromium of all browser tests; null where none is installed.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The name of the program for <see cref="InstalledPrograms"/>.</summary>
    public const string Name = "chromium";

    // Debian's, Ubuntu's, Fedora's and the two common ones elsewhere.
    private static readonly string[] Candidates =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private IPlaywright? _playwright;

    public IBrowser? Browser { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (InstalledPrograms.Find(Name, Candidates) is not { } chromium)
        {
            return;
        }

        // The model computes on the same cores.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            // Root, as in a container, cannot use Chromium's sandbox; the rest keeps it from calling home.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
