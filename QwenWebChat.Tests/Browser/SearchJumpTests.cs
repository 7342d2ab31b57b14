using System.Text.RegularExpressions;
using Microsoft.Playwright;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>What was searched for stands in view, wherever in a conversation it is.</summary>
[Slow]
public sealed class SearchJumpTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const int MessageCount = 200;

    // Its top in the view, and that still so two frames later.
    private const string StandsAtTheTop =
        """
        async word => {
          const at = () => {
            const message = [...document.querySelectorAll('.messages > article')].find(one => one.textContent.includes(word));
            return message && message.getBoundingClientRect().top - document.querySelector('[data-scroll]').getBoundingClientRect().top;
          };
          const first = at();
          await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
          return first !== undefined && Math.abs(first - 16) < 2 && Math.abs(at() - first) < 1;
        }
        """;

    [Theory]
    [InlineData(3)]
    [InlineData(120)]
    public async Task Hit_InALongChat_StandsInViewAndIsMarkedOnce(int number)
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await OpenAsync(app);
        Guid id = await SeedLongAsync(app);

        await FindAsync(page, $"needle{number}x");

        await page.WaitForFunctionAsync(StandsAtTheTop, $"needle{number}x");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/chat/{id}$"));
        await Assertions.Expect(page.Locator($"article:has-text('needle{number}x')")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("article.found")).ToHaveCountAsync(0);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Hit_InTheOpenChat_IsGoneToAgainAndAgain()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await OpenAsync(app);
        Guid id = await SeedLongAsync(app);
        await page.GotoAsync(new Uri(new Uri(page.Url), $"chat/{id}").ToString());
        await page.Locator(".composer[data-ready]").WaitForAsync();

        foreach (int number in new[] { 60, 150, 60 })
        {
            await FindAsync(page, $"needle{number}x");
            await page.WaitForFunctionAsync(StandsAtTheTop, $"needle{number}x");
            await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/chat/{id}$"));
        }

        await page.CloseAsync();
    }

    [Fact]
    public async Task Hit_OnAnotherBranch_ShowsThatBranch()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await OpenAsync(app);
        Guid id = await app.CreateChatAsync("branches");
        await app.AddMessageAsync(id, null, "The first way: zebra");
        await app.AddMessageAsync(id, null, "The second way: giraffe");

        await FindAsync(page, "zebra");

        await Assertions.Expect(page.GetByTestId("message-user")).ToContainTextAsync("zebra");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/chat/{id}$"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Hit_OnAnotherBranch_WhileAnAnswerIsWritten_OnlyOpens()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Hanging("Writing"));
        IPage page = await OpenAsync(app);
        Guid id = await app.CreateChatAsync("branches");
        await app.AddMessageAsync(id, null, "The first way: zebra");
        await app.AddMessageAsync(id, null, "The second way: giraffe");
        await page.GotoAsync(new Uri(new Uri(page.Url), $"chat/{id}").ToString());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.GetByTestId("composer").FillAsync("Go on");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToContainTextAsync("Writing");
        await page.GetByTestId("new-chat").ClickAsync();

        await FindAsync(page, "zebra");

        await Assertions.Expect(page.GetByTestId("message-assistant")).ToContainTextAsync("Writing");
        await Assertions.Expect(page.GetByTestId("message-user").First).ToContainTextAsync("giraffe");
        await page.CloseAsync();
    }

    private static async Task FindAsync(IPage page, string words)
    {
        await page.GetByTestId("search").FillAsync(words);
        ILocator hit = page.GetByTestId("search-hit").Filter(new() { Has = page.Locator("mark", new() { HasText = words }) });
        await hit.First.ClickAsync();
    }

    private async Task<IPage> OpenAsync(ScriptedWebApp app)
    {
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        await page.GotoAsync(app.Start());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        return page;
    }

    // Of many heights, most of them far from what is reserved for a message out of sight.
    private static async Task<Guid> SeedLongAsync(ScriptedWebApp app)
    {
        Guid id = await app.CreateChatAsync("long");
        Guid? parent = null;
        for (int number = 1; number <= MessageCount; number++)
        {
            string text = $"needle{number}x " + string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", number * 7 % 61));
            parent = await app.AddMessageAsync(id, parent, text, number % 2 == 1 ? MessageRole.User : MessageRole.Assistant);
        }

        return id;
    }
}
