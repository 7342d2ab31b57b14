using System.Text.RegularExpressions;
using Microsoft.Playwright;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>A page that stands already, before its circuit is up.</summary>
[Slow]
public sealed class PrerenderedPageInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string UntilLive =
        "() => new Promise(resolve => { const look = () => document.querySelector('.frame[data-live]') ? resolve() : setTimeout(look, 20); look(); })";

    [Theory]
    [InlineData("", "setup")]
    [InlineData("documents", "help")]
    public async Task Press_BeforeTheCircuitIsUp_WaitsForIt(string address, string button)
    {
        ScriptedWebApp app = browser.Share(() => new ScriptedWebApp(ScriptedChatClient.Saying("Hello")));
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IPage page = await OpenAsync(app.Start() + address, go.Task);

        await Assertions.Expect(page.GetByTestId(button)).ToBeVisibleAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => page.GetByTestId(button).ClickAsync(new LocatorClickOptions { Trial = true, Timeout = 500 }));
        Task press = page.GetByTestId(button).ClickAsync();
        go.SetResult();
        await press;

        await Assertions.Expect(page.Locator(".mud-dialog")).ToBeVisibleAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task Link_BeforeTheCircuitIsUp_LeadsToItsPageForGood()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IPage page = await OpenAsync(app.Start(), go.Task);
        // A locator would wait for the navigation that is under way.
        await HoldAsync(page, "**/admin", page.EvaluateAsync(UntilLive));

        // The circuit comes up between the press and the page that it asks for.
        await page.RunAndWaitForRequestAsync(() => page.EvaluateAsync("document.querySelector('[data-testid=admin-link]').click()"), "**/admin");
        go.SetResult();

        await page.GetByTestId("admin-members").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/admin/members$"));
        await page.CloseAsync();
    }

    private async Task<IPage> OpenAsync(string address, Task until)
    {
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        await HoldAsync(page, "**/_blazor/negotiate**", until);
        await page.GotoAsync(address);
        return page;
    }

    private static Task<IAsyncDisposable> HoldAsync(IPage page, string address, Task until) => page.RouteAsync(address, async route =>
    {
        await until;
        await route.ContinueAsync();
    });
}
