using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>The app for each model that the tests of a class ask for; each test has a page, with cookies and storage, of its own.</summary>
public sealed class BrowserFixture(Chromium chromium) : IAsyncDisposable
{
    private readonly Dictionary<string, RunningApp> _apps = [];

    /// <summary>Screenshots of the last run, for people to look at.</summary>
    public static string Screenshots { get; } = Path.Combine(BuiltApp.Repository, "artifacts", "screenshots");

    /// <summary>A page of an app that runs a model, once that is ready; the test is skipped where there is no Chromium.</summary>
    /// <param name="model">A model folder; none for the demo model.</param>
    public async Task<IPage> OpenAsync(string? model, BrowserNewPageOptions? options = null)
    {
        InstalledPrograms.SkipUnless(await chromium.GetBrowserAsync() is not null, Chromium.Name);
        if (!_apps.TryGetValue(model ?? "", out RunningApp? app))
        {
            // The reference takes its time: with the kernels an answer is over before anybody could stop it.
            app = _apps[model ?? ""] = await RunningApp.StartAsync(model is null ? [] : ["--Model:Path", model, "--Inference:Kernels", "reference"]);
        }

        IPage page = await NewPageAsync(options ?? new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        await page.GotoAsync(app.Url);
        await Assertions.Expect(page.GetByTestId("model-chip")).ToHaveAttributeAsync("data-state", "ready");
        await page.Locator(".composer[data-ready]").WaitForAsync();
        return page;
    }

    /// <summary>An empty page, for an app of the test's own; the test is skipped where there is no Chromium.</summary>
    public async Task<IPage> NewPageAsync(BrowserNewPageOptions? options = null)
    {
        IBrowser? launched = await chromium.GetBrowserAsync();
        InstalledPrograms.SkipUnless(launched is not null, Chromium.Name);
        return await launched!.NewPageAsync(options ?? new BrowserNewPageOptions());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningApp app in _apps.Values)
        {
            await app.DisposeAsync();
        }
    }
}
