using Microsoft.Playwright;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>A page that stands already, before its circuit is up.</summary>
[Slow]
public sealed class PrerenderedPageInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("", "setup")]
    [InlineData("documents", "help")]
    public async Task Press_BeforeTheCircuitIsUp_WaitsForIt(string address, string button)
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await go.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(app.Start() + address);

        await Assertions.Expect(page.GetByTestId(button)).ToBeVisibleAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => page.GetByTestId(button).ClickAsync(new LocatorClickOptions { Trial = true, Timeout = 500 }));
        Task press = page.GetByTestId(button).ClickAsync();
        go.SetResult();
        await press;

        await Assertions.Expect(page.Locator(".mud-dialog")).ToBeVisibleAsync();
        await page.CloseAsync();
    }
}
