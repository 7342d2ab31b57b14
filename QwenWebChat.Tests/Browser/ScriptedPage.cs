using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>Short ways through a page whose answers come by a script.</summary>
internal static class ScriptedPage
{
    public static async Task<IPage> OpenAsync(this BrowserFixture browser, ScriptedWebApp app, BrowserNewPageOptions? options = null)
    {
        IPage page = await browser.NewPageAsync(options ?? new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        await page.GotoAsync(app.Start());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        return page;
    }

    /// <summary>Saves the open chat settings and waits until the focus is where a person goes on writing.</summary>
    public static async Task SaveSetupAsync(this IPage page)
    {
        await page.GetByTestId("setup-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("setup-dialog")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("composer")).ToBeFocusedAsync();
    }

    /// <summary>Sends a message once the composer takes it: the end of the answer before is drawn a little earlier.</summary>
    public static async Task SendAsync(this IPage page, string text)
    {
        await page.Locator(".composer[data-ready][data-generating=false]").WaitForAsync();
        await page.GetByTestId("composer").FillAsync(text);
        await page.GetByTestId("composer").PressAsync("Enter");
    }

    /// <summary>Sends a message and waits for the end of its answer.</summary>
    public static async Task AskAsync(this IPage page, string text)
    {
        int answers = await page.GetByTestId("message-assistant").CountAsync();
        await page.SendAsync(text);
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveCountAsync(answers + 1);
        await Assertions.Expect(page.GetByTestId("message-assistant").Last).ToHaveAttributeAsync("aria-busy", "false");
        // The answer may be complete before the browser hears that its question was taken.
        await Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync("");
    }
}
