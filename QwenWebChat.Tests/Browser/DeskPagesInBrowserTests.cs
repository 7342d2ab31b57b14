using Microsoft.Playwright;
using QwenWebChat.Tests.Documents;
using QwenWebChat.Tests.Documents.Summaries;

namespace QwenWebChat.Tests.Browser;

/// <summary>Documents with pages that hold no text, on the desk.</summary>
[Slow]
public sealed class DeskPagesInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData(".pdf")]
    [InlineData(".pptx")]
    [InlineData(".xlsx")]
    [InlineData(".epub")]
    [InlineData(".docx")]
    [InlineData(".txt")]
    public async Task Document_WithEmptyPages_IsShownAfterUploadTabsAndReload(string extension)
    {
        ScriptedWebApp app = browser.Share(() => new ScriptedWebApp(new SummaryEngine(4000)));
        IPage page = await browser.SharePageAsync(app.Start() + "documents", new BrowserNewPageOptions { ViewportSize = new() { Width = 1360, Height = 850 } });
        await page.GetByTestId("upload").SetInputFilesAsync(new FilePayload { Name = "gaps" + extension, MimeType = "application/octet-stream", Buffer = EmptyPages.Create(extension) });

        await ExpectWholeAsync(page);
        foreach (string tab in new[] { "outline", "questions", "summary" })
        {
            await page.GetByTestId("tab-" + tab).ClickAsync();
            await Assertions.Expect(page.GetByTestId("tab-" + tab)).ToHaveAttributeAsync("aria-selected", "true");
        }

        await ExpectWholeAsync(page);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".frame[data-ready]")).ToBeVisibleAsync();
        await ExpectWholeAsync(page);
        await page.ShootAsync($"desk-empty-pages{extension}");
    }

    private static async Task ExpectWholeAsync(IPage page)
    {
        await Assertions.Expect(page.GetByTestId("sheet").Filter(new LocatorFilterOptions { HasText = EmptyPages.Third })).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByTestId("sheet").Filter(new LocatorFilterOptions { HasText = EmptyPages.Sixth })).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByTestId("summary-form")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByTestId("part-failed")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
    }
}
