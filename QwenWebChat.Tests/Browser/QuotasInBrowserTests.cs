using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QwenWebChat.App.Quotas;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Quotas;

namespace QwenWebChat.Tests.Browser;

/// <summary>The page of quotas, the rest above the message field, and a refused message, by hand in a browser.</summary>
[Slow]
public sealed class QuotasInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData(ColorScheme.Light, "en-US", 1280, 800)]
    [InlineData(ColorScheme.Dark, "zh-CN", 390, 780)]
    public async Task Quotas_AreSetAndShownAndRefuse(ColorScheme scheme, string locale, int width, int height)
    {
        QuotaLedger? ledger = null;
        ScriptedChatClient client = new(cancellation => Answer(ledger!, cancellation));
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app, new BrowserNewPageOptions { ColorScheme = scheme, Locale = locale, ViewportSize = new() { Width = width, Height = height } });
        ledger = app.Services.GetRequiredService<QuotaLedger>();
        string name = $"{scheme}-{width}".ToLowerInvariant();
        ledger.Use(Ledgers.OwnerOf(TestDatabase.LocalOwner, "ci"), 800, 150);

        await page.GotoAsync(new Uri(new Uri(page.Url), "/admin/quotas").ToString());
        await page.Locator(".frame[data-live]").WaitForAsync();
        ILocator local = page.GetByTestId("quota-of-local");
        await local.GetByTestId("quota-edit").ClickAsync();
        await local.GetByTestId("limit-day").FillAsync("1000");
        await local.GetByTestId("limit-once").FillAsync("4");
        await PageLooks.CheckOneAsync(page, $"quotas-edit-{name}");
        await local.GetByTestId("quota-save").ClickAsync();
        await Assertions.Expect(local.GetByTestId("quota-limits")).ToContainTextAsync("1,000");
        await Assertions.Expect(local.GetByTestId("quota-today")).ToContainTextAsync("950");
        await PageLooks.CheckOneAsync(page, $"quotas-{name}");

        await page.GotoAsync(new Uri(new Uri(page.Url), "/").ToString());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await Assertions.Expect(page.GetByTestId("quota-notice")).ToContainTextAsync("50");
        await page.SendAsync("a long thought");
        await Assertions.Expect(page.GetByTestId("quota-reason")).ToContainTextAsync("950");
        await Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync("a long thought");
        await PageLooks.CheckOneAsync(page, $"quota-refused-{name}");

        await page.GotoAsync(new Uri(new Uri(page.Url), "/profile").ToString());
        await Assertions.Expect(page.GetByTestId("quota-TokensPerDay")).ToContainTextAsync("50");
        await PageLooks.CheckOneAsync(page, $"quota-profile-{name}");
        await page.CloseAsync();
    }

    // As the engine does for a prompt of 40 tokens.
    private static IAsyncEnumerable<Microsoft.Extensions.AI.ChatResponseUpdate> Answer(QuotaLedger ledger, CancellationToken cancellationToken)
    {
        QuotaExceededException refused = Assert.Throws<QuotaExceededException>(() => ledger.Admit(Ledgers.OwnerOf(TestDatabase.LocalOwner), 40, 1_000));
        return ScriptedChatClient.Throwing(refused).GetStreamingResponseAsync([], null, cancellationToken);
    }
}
