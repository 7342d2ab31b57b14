using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>A person at a real browser: types, sees tokens arrive, stops.</summary>
[Slow]
public sealed class ChatInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Message_Sent_StreamsAndStops()
    {
        IPage page = await browser.OpenAsync(UntrainedModel.Folder);
        ILocator answer = page.GetByTestId("message-assistant");

        await page.GetByTestId("composer").FillAsync("Say something long");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByTestId("message-user")).ToHaveTextAsync("Say something long");
        // Nothing between: the whole context is written in some three seconds.
        await WatchGrowthAsync(page, times: 2);
        await page.GetByTestId("stop").ClickAsync();
        await Assertions.Expect(page.GetByTestId("send")).ToBeVisibleAsync();
        // The engine is free again, not only the page.
        await Assertions.Expect(page.GetByTestId("model-chip")).ToHaveAttributeAsync("data-state", "ready");
        string stopped = await answer.InnerTextAsync();
        await page.ShootAsync("stopped");

        // Nothing more comes after Stop, and the engine is free for the next.
        await page.GetByTestId("composer").FillAsync("Another");
        await page.GetByTestId("send").ClickAsync();
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveCountAsync(2);
        await Assertions.Expect(answer.Last.Locator("p").First).Not.ToBeEmptyAsync();
        Assert.Equal(stopped.Split('\n')[0], (await answer.First.InnerTextAsync()).Split('\n')[0]);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Composer_ShiftEnter_BreaksTheLineAndSendsNothing()
    {
        IPage page = await browser.OpenAsync(UntrainedModel.Folder);
        ILocator composer = page.GetByTestId("composer");

        await composer.FillAsync("one");
        await composer.PressAsync("Shift+Enter");
        await page.Keyboard.TypeAsync("two");

        Assert.Equal("one\ntwo", await composer.InputValueAsync());
        Assert.Equal(0, await page.GetByTestId("message-user").CountAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Message_TooLong_IsRefusedWithBothFiguresAndKept()
    {
        IPage page = await browser.OpenAsync(UntrainedModel.Folder);
        string text = new('x', 3_000);

        await page.GetByTestId("composer").FillAsync(text);
        await page.GetByTestId("send").ClickAsync();

        await Assertions.Expect(page.GetByTestId("error")).ToContainTextAsync("2,048");
        await Assertions.Expect(page.GetByTestId("error")).ToBeInViewportAsync();
        await Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync(text);
        Assert.Equal(0, await page.GetByTestId("message-user").CountAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Page_OnAPhone_NeverScrollsSideways()
    {
        IPage page = await browser.OpenAsync(UntrainedModel.Folder, new BrowserNewPageOptions
        {
            ViewportSize = new() { Width = 390, Height = 844 },
            ColorScheme = ColorScheme.Light,
        });
        await page.GetByTestId("composer").FillAsync(new string('m', 200));
        await page.GetByTestId("send").ClickAsync();
        await WatchGrowthAsync(page, times: 2);
        await page.ShootAsync("phone-light");

        await page.GetByTestId("stop").ClickAsync();
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.ShootAsync("phone-dark");
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.CloseAsync();
    }

    /// <summary>Waits until the answer's text was seen to grow so many times: it came in pieces.</summary>
    private static async Task WatchGrowthAsync(IPage page, int times)
    {
        int length = 0;
        for (int i = 0; i < times; i++)
        {
            IJSHandle grown = await page.WaitForFunctionAsync(
                """last => { const now = document.querySelector('[data-testid="message-assistant"]')?.innerText.length ?? 0; return now > last ? now : false; }""",
                length);
            length = await grown.JsonValueAsync<int>();
        }
    }
}
