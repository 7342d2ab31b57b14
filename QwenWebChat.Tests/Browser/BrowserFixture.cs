using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>The apps that the tests of a class share; each test has a page, with cookies and storage, of its own.</summary>
public sealed class BrowserFixture(Chromium chromium) : IAsyncDisposable
{
    private readonly Dictionary<string, RunningApp> _apps = [];
    private readonly Dictionary<string, ScriptedWebApp> _scripted = [];
    private readonly Dictionary<string, IPage> _pages = [];

    /// <summary>A page of an app that runs a model, once that is ready; the test is skipped where there is no Chromium.</summary>
    /// <param name="model">A model folder; none for the demo model.</param>
    public async Task<IPage> OpenAsync(string? model, BrowserNewPageOptions? options = null)
    {
        IPage page = await NewPageAsync(options ?? new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        // The reference takes its time: with the kernels an answer is over before anybody could stop it.
        await page.GotoAsync(await StartAppAsync(model is null ? [] : ["--Model:Path", model, "--Inference:Kernels", "reference"]));
        await Assertions.Expect(page.GetByTestId("model-chip")).ToHaveAttributeAsync("data-state", "ready");
        await page.Locator(".composer[data-ready]").WaitForAsync();
        return page;
    }

    /// <summary>An empty page, for an app of the test's own; the test is skipped where there is no Chromium.</summary>
    public async Task<IPage> NewPageAsync(BrowserNewPageOptions? options = null)
    {
        IBrowser? launched = await chromium.GetBrowserAsync();
        InstalledPrograms.SkipUnless(launched is not null, Chromium.Name);
        IPage page = await launched!.NewPageAsync(options ?? new BrowserNewPageOptions());
        page.SetDefaultTimeout(WaitLimit.Milliseconds);
        return page;
    }

    /// <summary>The address of an app with these arguments, which the first test that asks for it starts.</summary>
    public async Task<string> StartAppAsync(params string[] arguments)
    {
        string key = string.Join(' ', arguments);
        if (!_apps.TryGetValue(key, out RunningApp? app))
        {
            app = _apps[key] = await RunningApp.StartAsync(arguments);
        }

        return app.Url;
    }

    /// <summary>An app that the rows of a theory share: the first row starts it. Nothing that a row leaves in it may matter to another.</summary>
    internal ScriptedWebApp Share(Func<ScriptedWebApp> create, [CallerMemberName] string test = "") =>
        _scripted.TryGetValue(test, out ScriptedWebApp? app) ? app : _scripted[test] = create();

    /// <summary>A page that rows of a theory share, with its cookies and storage. Each row loads an address anew, which costs less than another page.</summary>
    /// <param name="address">The address to load.</param>
    /// <param name="options">The options of the page, if this row is the first.</param>
    /// <param name="key">Tells the pages of a theory apart, where their options differ.</param>
    internal async Task<IPage> SharePageAsync(string address, BrowserNewPageOptions options, string key = "", [CallerMemberName] string test = "")
    {
        if (!_pages.TryGetValue($"{test} {key}", out IPage? page))
        {
            page = _pages[$"{test} {key}"] = await NewPageAsync(options);
        }

        await page.GotoAsync(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        // An app waits for the circuits of its pages.
        foreach (IPage page in _pages.Values)
        {
            await page.CloseAsync();
        }

        foreach (ScriptedWebApp app in _scripted.Values)
        {
            await app.DisposeAsync();
        }

        foreach (RunningApp app in _apps.Values)
        {
            await app.DisposeAsync();
        }
    }
}
