using System.Text;
using Microsoft.Playwright;
using QwenWebChat.Tests.Documents.Summaries;

namespace QwenWebChat.Tests.Browser;

/// <summary>Documents thrown away by hand, and what chats about them then say.</summary>
[Slow]
public sealed class DeletedDocumentsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Words = "The pump is made of steel.";

    [Theory]
    [InlineData(ColorScheme.Light, "en-US", 1360)]
    [InlineData(ColorScheme.Dark, "zh-CN", 390)]
    public async Task Delete_IsUndoneOrSaidInTheChat(ColorScheme scheme, string locale, int width)
    {
        SummaryEngine engine = new(100_000) { Answer = _ => $"It is steel <q>{Words}</q>." };
        await using ScriptedWebApp app = new(engine);
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = width, Height = 844 }, Locale = locale, ColorScheme = scheme });
        await page.GotoAsync(app.Start() + "documents");
        await page.GetByTestId("upload").SetInputFilesAsync(new FilePayload { Name = "pump.txt", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(Words) });
        await page.GetByTestId("tab-questions").ClickAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.AskAsync("What is it made of?");
        await Assertions.Expect(page.Locator("[data-answer] .cite.found")).ToHaveCountAsync(1);
        string desk = page.Url;
        string list = new Uri(new Uri(page.Url), "/documents").ToString();

        // At once gone, and at once back.
        await page.GotoAsync(list);
        await DeleteAsync(page);
        await page.ShootAsync($"desk-deleted-{width}");
        await page.Locator(".mud-snackbar-content-action button").First.ClickAsync();
        await Assertions.Expect(page.GetByTestId("document")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByTestId("document")).ToHaveAttributeAsync("data-state", "ready");

        await DeleteAsync(page);
        await page.GotoAsync(desk);
        await Assertions.Expect(page.GetByTestId("document-missing")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(new Uri(page.Url), "/").ToString());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        if (width < 700)
        {
            await page.Locator(".nav-button").ClickAsync();
        }

        await page.GetByTestId("conversations").Locator("a").First.ClickAsync();
        await Assertions.Expect(page.GetByTestId("chat-about-deleted")).ToContainTextAsync("pump.txt");
        await Assertions.Expect(page.GetByTestId("quotes-of-deleted")).ToContainTextAsync("pump.txt");
        await Assertions.Expect(page.Locator("[data-answer] .cite.unfound")).ToHaveCountAsync(1);
        await page.ShootAsync($"chat-deleted-{width}");
        await page.CloseAsync();
    }

    private static async Task DeleteAsync(IPage page)
    {
        await Assertions.Expect(page.GetByTestId("document")).ToHaveCountAsync(1);
        await page.GetByTestId("document").HoverAsync();
        await page.GetByTestId("delete-document").ClickAsync();
        await Assertions.Expect(page.GetByTestId("document")).ToHaveCountAsync(0);
    }
}
