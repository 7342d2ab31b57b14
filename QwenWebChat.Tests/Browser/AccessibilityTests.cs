using Microsoft.Playwright;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>What axe-core finds on each page and in each dialog, by WCAG 2.2 A and AA.</summary>
[Slow]
public sealed class AccessibilityTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly string[] Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    [Fact]
    public async Task Findings_OfAPageWithFaults_NameThem()
    {
        IPage page = await browser.NewPageAsync();
        await page.SetContentAsync("<html lang=en><title>Faults</title><main><h1>Faults</h1><button id=one></button><p style='color: #ccc; background: #fff'>Pale</p></main></html>");

        Assert.Equal(["button-name (critical): <button id=\"one\"></button>"], await page.FindAxeViolationsAsync(Rules, "#one"));
        Assert.Equal(["button-name", "color-contrast"], (await page.FindAxeViolationsAsync(Rules)).Select(finding => finding.Split(' ')[0]).Order());
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task Pages_HaveNoSeriousFinding(string locale)
    {
        ScriptedChatClient client = ScriptedChatClient.Saying(RichAnswer.Text);
        client.Counter = new WordCounter(4000);
        await using ScriptedWebApp app = new(client);
        PageLooks looks = new(locale);
        IPage page = await browser.OpenAsync(app, looks.Options);

        await looks.CheckAsync(page, "axe-empty");
        await page.Locator("[data-files]").SetInputFilesAsync(new FilePayload { Name = "notes.md", MimeType = "text/markdown", Buffer = "# Notes"u8.ToArray() });
        await page.GetByTestId("attachment").WaitForAsync();
        await page.AskAsync("Everything");
        await looks.CheckAsync(page, "axe-chat");
        await page.GetByTestId("setup").ClickAsync();
        await page.GetByTestId("setting-temperature").FillAsync("9");
        await looks.CheckAsync(page, "axe-settings");
        await CloseAsync();
        await page.GetByTestId("prompts").ClickAsync();
        await page.GetByTestId("prompt-new").ClickAsync();
        await looks.CheckAsync(page, "axe-prompt");
        await page.GetByTestId("prompt-title").FillAsync("One");
        await page.GetByTestId("prompt-text").FillAsync("{{two}}");
        await page.GetByTestId("prompt-save").ClickAsync();
        await page.GetByTestId("prompt-use").WaitForAsync();
        await looks.CheckAsync(page, "axe-prompts");
        await CloseAsync();
        await page.GetByTestId("model-chip").ClickAsync();
        await looks.CheckAsync(page, "axe-model");
        await page.Keyboard.PressAsync("Escape");
        await page.GotoAsync(new Uri(new Uri(page.Url), "/documents").ToString());
        await page.WaitForFunctionAsync("() => document.querySelector('.frame')?.dataset.ready === 'true'");
        await looks.CheckAsync(page, "axe-documents");
        await page.GetByTestId("upload").SetInputFilesAsync(new FilePayload { Name = "notes.md", MimeType = "text/markdown", Buffer = "# Notes\n\nOne.\n\n## More\n\nTwo."u8.ToArray() });
        await page.GetByTestId("summary-plan").WaitForAsync();
        await looks.CheckAsync(page, "axe-desk");
        await page.GetByTestId("summary-start").ClickAsync();
        await page.GetByTestId("coverage").WaitForAsync();
        await looks.CheckAsync(page, "axe-summary");
        await page.GotoAsync(new Uri(new Uri(page.Url), "/admin").ToString());
        await page.WaitForFunctionAsync("() => document.querySelector('.frame')?.dataset.ready === 'true'");
        await Assertions.Expect(page.GetByTestId("device-facts")).ToBeVisibleAsync();
        await looks.CheckAsync(page, "axe-dashboard");
        await page.GotoAsync(new Uri(new Uri(page.Url), "/no-such-page").ToString());
        await looks.CheckAsync(page, "axe-not-found");
        await page.CloseAsync();

        async Task CloseAsync()
        {
            await page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        }
    }
}
