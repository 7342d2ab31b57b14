using Microsoft.Playwright;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Keys;

namespace QwenWebChat.Tests.Browser;

/// <summary>The page of the APIs: snippets with the right address and model, and a request of the browser itself.</summary>
[Slow]
public sealed class ApiPageInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData(ColorScheme.Light, "en-US", 1360)]
    [InlineData(ColorScheme.Dark, "zh-CN", 390)]
    public async Task Page_SnippetsAndTrial_WorkAsTheyStand(ColorScheme scheme, string locale, int width)
    {
        ScriptedWebApp app = browser.Share(() => new ScriptedWebApp(ScriptedChatClient.Saying("Good ", "day.")));
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = width, Height = 900 }, Locale = locale, ColorScheme = scheme });
        string address = app.Start();
        await page.GotoAsync(address + "api-docs");
        await Assertions.Expect(page.GetByTestId("api-model")).ToHaveTextAsync("Qwen2.5-7B-Instruct");
        await Assertions.Expect(page.GetByTestId("snippet")).ToContainTextAsync($"curl {address}v1/chat/completions");

        await page.GetByTestId("snippet-Claude Code").ClickAsync();
        await Assertions.Expect(page.GetByTestId("snippet")).ToContainTextAsync($"ANTHROPIC_BASE_URL={address.TrimEnd('/')}");
        await page.GetByTestId("api-trial-send").ClickAsync();

        await Assertions.Expect(page.GetByTestId("api-trial-answer")).ToHaveTextAsync("Good day.");
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.ShootAsync($"api-{scheme}-{width}");
        Assert.Empty(await page.FindAxeViolationsAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Trial_KeyNeeded_SaysSoAndTakesIt()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { Locale = "en-US" });
        await page.GotoAsync(new Uri(app.Address, "api-docs").ToString());
        await page.GetByTestId("name").FillAsync(TeamApp.Member);
        await page.GetByTestId("password").FillAsync(TeamApp.PasswordOf(TeamApp.Member));
        await page.GetByTestId("sign-in").ClickAsync();
        await Assertions.Expect(page.GetByTestId("snippet")).ToContainTextAsync("Bearer YOUR_KEY");

        await page.GetByTestId("api-trial-send").ClickAsync();
        await Assertions.Expect(page.GetByTestId("api-trial-answer")).ToContainTextAsync("A key is needed");
        await page.GetByTestId("api-trial-key").FillAsync(await app.CreateKeyAsync(TeamApp.Member));
        await page.GetByTestId("api-trial-send").ClickAsync();
        await Assertions.Expect(page.GetByTestId("api-trial-answer")).ToHaveTextAsync("Hello");
        await page.CloseAsync();
    }
}
