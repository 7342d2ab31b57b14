using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>A fresh install as a person meets it: the demo model answers what its suggestions promise.</summary>
[Slow]
public sealed class DemoInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("What is 47 + 85?", "47 + 85 = 132")]
    [InlineData("47 + 85 等于多少？", "47 + 85 = 132")]
    public async Task Sum_Asked_IsAnswered(string question, string expected)
    {
        IPage page = await browser.OpenAsync(null);

        await page.SendAsync(question);

        await Assertions.Expect(page.GetByTestId("message-assistant")).ToContainTextAsync(expected);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Json_SuggestionPicked_HoldsEveryField()
    {
        IPage page = await AnswerSuggestionAsync(1, ["\"product\": \"iPhone 15 Pro\"", "\"color\": \"black\"", "\"memory\": \"12+512GB\"", "\"budget\": 900", "\"intent\": \"buy\""]);

        await page.ShootAsync("demo-json");
        await page.CloseAsync();
    }

    [Fact]
    public async Task ProductDetails_TaskPicked_AnswersWithEveryFieldOfTheSchema()
    {
        IPage page = await browser.OpenAsync(null);
        await page.GetByTestId("setup").ClickAsync();
        await page.GetByTestId("start-ProductDetails").ClickAsync();
        await page.SaveSetupAsync();
        await Assertions.Expect(page.GetByTestId("format")).ToContainTextAsync("JSON Schema");

        await page.SendAsync("我想买一部华为Mate 60 Pro,颜色要黑色,内存选12+512GB,预算8000以内。");

        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "finished");
        await Assertions.Expect(page.GetByTestId("json-value")).ToHaveTextAsync(["华为Mate 60 Pro", "黑色", "12+512GB", "8000", "buy"]);
        await page.ShootAsync("demo-schema");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Summary_SuggestionPicked_NamesDecisionOwnerAndDate()
    {
        IPage page = await AnswerSuggestionAsync(2, ["postpone the office move in two steps", "David Park", "14 March"]);

        await page.CloseAsync();
    }

    [Fact]
    public async Task RealModel_LinkFollowed_ShowsHowAndKeepsTheChat()
    {
        IPage page = await browser.OpenAsync(null);

        await page.GetByTestId("demo-notice").GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page.GetByTestId("real-model")).ToContainTextAsync("Model:Path");
        await page.GetByTestId("real-model").GetByRole(AriaRole.Link).Last.ClickAsync();

        await Assertions.Expect(page.GetByTestId("demo-notice")).ToBeVisibleAsync();
        await page.CloseAsync();
    }

    /// <summary>Picks a suggestion of a fresh chat and waits for an answer that holds every part.</summary>
    private async Task<IPage> AnswerSuggestionAsync(int index, string[] parts)
    {
        IPage page = await browser.OpenAsync(null);
        await page.GetByTestId("suggestion").Nth(index).ClickAsync();
        ILocator answer = page.GetByTestId("message-assistant");
        await Assertions.Expect(answer).ToHaveAttributeAsync("data-state", "finished");
        foreach (string part in parts)
        {
            await Assertions.Expect(answer).ToContainTextAsync(part);
        }

        return page;
    }
}
