using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QwenWebChat.Tests.Browser;

/// <summary>The dashboard beside a real generation of the demo model.</summary>
[Slow]
public sealed partial class DashboardInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    /// <summary>At the highest temperature, and with a penalty on the end that the prompt holds already, the model goes on for 1,254 tokens with this seed.</summary>
    [Fact]
    public async Task Generation_WhileItRunsAndCancelled_IsSeenFromBeginningToEnd()
    {
        IPage chat = await OpenAsync("");
        await chat.GetByTestId("setup").ClickAsync();
        foreach ((string name, string value) in new[] { ("temperature", "2"), ("top_p", "1"), ("top_k", "0"), ("repetition_penalty", "2"), ("max_tokens", "1900"), ("seed", "3") })
        {
            await chat.GetByTestId($"setting-{name}").FillAsync(value);
        }

        await chat.SaveSetupAsync();
        IPage admin = await OpenAsync("admin");
        await Assertions.Expect(Figure(admin, "Running")).ToHaveTextAsync("0");

        await chat.GetByTestId("composer").FillAsync("Hello");
        await chat.GetByTestId("composer").PressAsync("Enter");

        ILocator live = admin.Locator("[data-testid=requests-live] [data-testid=request][data-phase=decode]");
        await Assertions.Expect(live).ToHaveCountAsync(1);
        string id = (await live.GetAttributeAsync("data-id"))!;
        await Assertions.Expect(Figure(admin, "Running")).ToHaveTextAsync("1");
        await Assertions.Expect(Figure(admin, "KvShare")).ToHaveTextAsync(MoreThanNothing());
        await Assertions.Expect(admin.Locator(".memory-parts [data-part=KvUsed] .memory-bytes")).Not.ToHaveTextAsync("0\u00a0kB");
        await Assertions.Expect(admin.Locator(".block-map-legend [data-state=held] .block-tokens")).Not.ToHaveTextAsync("0");
        await Assertions.Expect(Figure(admin, "GenerationTokens")).ToHaveTextAsync(MoreThanNothing());

        await admin.GetByTestId("request-cancel").ClickAsync();
        ILocator past = admin.Locator($"[data-testid=requests-past] [data-id='{id}']");
        await Assertions.Expect(past).ToContainTextAsync("Cancelled");
        await Assertions.Expect(past.Locator("td[data-label=TTFT]")).ToHaveTextAsync(MoreThanNothing());
        await Assertions.Expect(live).ToHaveCountAsync(0);
        await Assertions.Expect(Figure(admin, "Running")).ToHaveTextAsync("0");
        await Assertions.Expect(Figure(admin, "KvShare")).ToHaveTextAsync("0");
        await Assertions.Expect(Figure(admin, "TimeToFirstTokenP95")).ToHaveTextAsync(MoreThanNothing());
        await Assertions.Expect(chat.GetByTestId("message-assistant")).ToHaveAttributeAsync("aria-busy", "false");

        await past.ClickAsync();
        await Assertions.Expect(admin.GetByTestId("request-timeline")).ToContainTextAsync("Prefill");
        await admin.ShootAsync("dashboard-timeline");
        await chat.CloseAsync();
        await admin.CloseAsync();
    }

    [Theory]
    [InlineData("light", "en-US", 1440)]
    [InlineData("dark", "zh-CN", 1920)]
    [InlineData("dark", "en-US", 390)]
    public async Task Page_AtEachWidth_FitsAndHasCharts(string scheme, string locale, int width)
    {
        ConcurrentQueue<string> errors = [];
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new() { Width = width, Height = 1000 },
            ColorScheme = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
        });
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Enqueue(message.Text);
            }
        };
        await GoAsync(page, "admin");

        await Assertions.Expect(page.Locator("[data-testid^=tile-]")).ToHaveCountAsync(12);
        await Assertions.Expect(page.Locator("[data-testid^=chart-]")).ToHaveCountAsync(8);
        // Those of latencies have nothing to draw before the first request.
        foreach (string chart in new[] { "Memory", "Kv", "Throughput", "Line", "Cpu" })
        {
            await Assertions.Expect(page.Locator($"[data-testid=chart-{chart}] canvas")).ToHaveCountAsync(1);
        }

        foreach (string window in new[] { "60", "1440", "5" })
        {
            await page.GetByTestId($"window-{window}").ClickAsync();
            await Assertions.Expect(page.GetByTestId($"window-{window}")).ToHaveAttributeAsync("aria-pressed", "true");
        }

        await page.GetByTestId("dash-live").ClickAsync();
        await Assertions.Expect(page.GetByTestId("dash-live")).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(await page.EvaluateAsync<bool>("(() => { const page = document.querySelector('.dash-page'); return page.scrollWidth <= page.clientWidth; })()"));
        await page.ShootAsync($"dashboard-{scheme}-{width}");
        Assert.Empty(errors);
        await page.CloseAsync();
    }

    private static ILocator Figure(IPage page, string tile) => page.Locator($"[data-testid=tile-{tile}] .tile-figure > span").First;

    [GeneratedRegex("^[0-9.]*[1-9]")]
    private static partial Regex MoreThanNothing();

    private async Task<IPage> OpenAsync(string path)
    {
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1440, Height = 1000 }, Locale = "en-US" });
        await GoAsync(page, path);
        return page;
    }

    private async Task GoAsync(IPage page, string path)
    {
        // So small a cache that one answer shows in its share, and the reference, which takes long enough over it to be cancelled.
        string url = await browser.StartAppAsync("--Inference:CacheTokens", "2048", "--Inference:Kernels", "reference");
        await page.GotoAsync(new Uri(new Uri(url), path).ToString());
        await Assertions.Expect(page.GetByTestId("model-chip")).ToHaveAttributeAsync("data-state", "ready");
        await page.WaitForFunctionAsync("() => document.querySelector('.frame')?.dataset.ready === 'true'");
    }
}
