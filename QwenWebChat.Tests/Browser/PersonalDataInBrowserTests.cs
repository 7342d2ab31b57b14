using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>The page of one's own data by hand: the export, the days, what the list says of a chat near its end, and the deletion.</summary>
[Slow]
public sealed class PersonalDataInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData(ColorScheme.Light, "en-US", 1280, 800)]
    [InlineData(ColorScheme.Dark, "zh-CN", 390, 780)]
    public async Task Data_IsExportedAnnouncedAndDeleted(ColorScheme scheme, string locale, int width, int height)
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await browser.OpenAsync(app, new BrowserNewPageOptions { ColorScheme = scheme, Locale = locale, ViewportSize = new() { Width = width, Height = height } });
        string name = $"{scheme}-{width}".ToLowerInvariant();
        await page.AskAsync("A question of long ago");
        await AgeAsync(app, days: 25);

        await page.GotoAsync(new Uri(new Uri(page.Url), "/profile").ToString());
        await page.GetByTestId("data-link").ClickAsync();
        await PageLooks.CheckOneAsync(page, $"data-{name}");
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("export-everything").ClickAsync());
        Assert.EndsWith(" local.zip", download.SuggestedFilename, StringComparison.Ordinal);
        using (ZipArchive zip = ZipFile.OpenRead(await download.PathAsync()))
        {
            Assert.Equal(["account.json", "audit.csv", "conversations.json", "drafts.json", "prompts.json", "README.txt", "requests.csv", "usage.csv"], zip.Entries.Select(entry => entry.FullName).Where(path => !path.Contains('/')).Order(StringComparer.OrdinalIgnoreCase));
            Assert.Single(zip.Entries, entry => entry.FullName.StartsWith("conversations/", StringComparison.Ordinal));
        }

        await page.GetByTestId("retention-days").FillAsync("0");
        await page.GetByTestId("retention-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("account-problem")).ToContainTextAsync("36500");
        await PageLooks.CheckOneAsync(page, $"data-problem-{name}");
        await page.GetByTestId("retention-days").FillAsync("30");
        await page.GetByTestId("retention-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("data-done")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(new Uri(page.Url), "/").ToString());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        if (width < 700)
        {
            await page.Locator(".nav-button").ClickAsync();
        }

        await Assertions.Expect(page.GetByTestId("conversation-due")).ToBeVisibleAsync();
        await page.GetByTestId("conversation").HoverAsync();
        await page.GetByTestId("conversation-menu").Locator("button").ClickAsync();
        await Assertions.Expect(page.GetByTestId("menu-due")).ToBeVisibleAsync();
        await PageLooks.CheckOneAsync(page, $"retention-due-{name}");

        await page.GotoAsync(new Uri(new Uri(page.Url), "/profile/data").ToString());
        await page.Locator("[name=Typed]").FillAsync("local");
        await page.GetByTestId("delete-everything").ClickAsync();
        await Assertions.Expect(page.GetByTestId("data-done")).ToBeVisibleAsync();
        await PageLooks.CheckOneAsync(page, $"data-deleted-{name}");
        using ChatDbContext context = app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
        Assert.Empty(context.Conversations);
        await page.CloseAsync();
    }

    private static async Task AgeAsync(ScriptedWebApp app, int days)
    {
        using ChatDbContext context = app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
        DateTimeOffset at = TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(days);
        Assert.Equal(1, await context.Conversations.ExecuteUpdateAsync(row => row.SetProperty(to => to.UpdatedAt, at)));
    }
}
