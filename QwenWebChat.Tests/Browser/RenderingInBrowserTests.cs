using Microsoft.Playwright;
using QwenWebChat.App.Hosting;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>Answers with formulas, diagrams and code as a browser shows them, under the policy that it is told.</summary>
[Slow]
public sealed class RenderingInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Watch =
        """
        window.violations = [];
        document.addEventListener('securitypolicyviolation', e => window.violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile} ${e.sample}`));
        """;

    [Theory]
    [InlineData("light", "en", 1280)]
    [InlineData("dark", "zh-CN", 390)]
    public async Task Answer_WithEverything_IsSetDrawnAndColoured(string scheme, string locale, int width)
    {
        InstalledPrograms.SkipUnless(RestoredScripts.IsAvailable, InstalledPrograms.Npm);
        ScriptedWebApp app = browser.Share(() => new ScriptedWebApp(ScriptedChatClient.Saying([.. RichAnswer.Text.Chunk(7).Select(part => new string(part))])));
        (IPage page, List<string> errors) = await AskAsync(app, scheme, locale, width);
        ILocator answer = page.GetByTestId("message-assistant");

        await Assertions.Expect(answer).ToHaveAttributeAsync("data-state", "finished");
        await answer.Locator("[data-diagram]").ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(answer.Locator("[data-drawn] img")).ToBeVisibleAsync();
        // What is far from the view is set when it comes near.
        foreach (ILocator math in await answer.Locator("[data-math]").AllAsync())
        {
            await math.ScrollIntoViewIfNeededAsync();
            await Assertions.Expect(math.Locator(".katex-html")).ToHaveCountAsync(1);
        }

        await Assertions.Expect(answer).ToContainTextAsync("$5 and $6");
        string[] headings = await answer.EvaluateAsync<string[]>("a => [...a.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => h.tagName)");
        Assert.Equal(["H2", "H3"], headings);
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.SetViewportSizeAsync(width, 2_400);
        await page.EvaluateAsync("() => document.querySelector('[data-scroll]').scrollTop = 0");
        await page.ShootAsync($"rich-{scheme}-{width}");
        Assert.Empty(await ViolationsAsync(page, errors));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Code_Buttons_WrapDownloadAndFollowFootnotes()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying(RichAnswer.Text));
        (IPage page, _) = await AskAsync(app);
        ILocator block = page.Locator(".code-block").First;

        await block.GetByRole(AriaRole.Button, new() { Name = "Wrap long lines" }).PressAsync("Enter");
        await Assertions.Expect(block).ToHaveAttributeAsync("data-wrap", "");
        await Assertions.Expect(block.Locator(".code-wrap")).ToHaveAttributeAsync("aria-pressed", "true");
        IDownload download = await page.RunAndWaitForDownloadAsync(() => block.GetByRole(AriaRole.Button, new() { Name = "Download the code as code.cs" }).PressAsync("Enter"));
        Assert.Equal("code.cs", download.SuggestedFilename);
        Assert.StartsWith("// Says hello", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        string url = page.Url;
        await page.Locator(".footnote-ref").ClickAsync();
        await Assertions.Expect(page.Locator("[id^='fn-']:focus")).ToHaveCountAsync(1);
        await page.Locator(".footnote-back").ClickAsync();
        await Assertions.Expect(page.Locator("[id^='fnref-']:focus")).ToHaveCountAsync(1);
        Assert.Equal(url, page.Url);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Answer_Hostile_RunsNothingAndFetchesNothing()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying(RichAnswer.Hostile));
        List<string> foreign = [];
        (IPage page, List<string> errors) = await AskAsync(app, onRequest: request => foreign.AddRange(request.Url.StartsWith("http://127.0.0.1", StringComparison.Ordinal) || request.Url.StartsWith("data:", StringComparison.Ordinal) ? [] : [request.Url]));
        ILocator answer = page.GetByTestId("message-assistant");

        await Assertions.Expect(answer).ToHaveAttributeAsync("data-state", "finished");
        if (RestoredScripts.IsAvailable)
        {
            foreach (ILocator diagram in await answer.Locator("[data-diagram]").AllAsync())
            {
                await diagram.ScrollIntoViewIfNeededAsync();
                await Assertions.Expect(diagram).ToHaveAttributeAsync(await diagram.TextContentAsync() is { } text && text.Contains("no diagram", StringComparison.Ordinal) ? "data-failed" : "data-drawn", "");
            }
        }

        await page.ShootAsync("hostile");
        Assert.Equal(0, await answer.Locator("script, svg:not(.mud-icon-root):not(.katex svg), iframe, style, [onerror], [onload], a[href^=javascript], a[href^=data]").CountAsync());
        await Assertions.Expect(answer).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("window.broken === undefined"));
        Assert.Empty(foreign);
        Assert.Empty(await ViolationsAsync(page, errors));
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("real-model")]
    [InlineData("no-such-page")]
    public async Task Page_Opened_KeepsToThePolicy(string path)
    {
        ScriptedWebApp app = browser.Share(() => new ScriptedWebApp(ScriptedChatClient.Saying("Hello")));
        List<string> errors = [];
        IPage page = await browser.NewPageAsync();
        await page.AddInitScriptAsync(Watch);
        page.Console += (_, message) => errors.AddRange(message.Text.Contains("Content Security Policy", StringComparison.Ordinal) ? [message.Text] : []);

        IResponse response = (await page.GotoAsync(app.Start() + path))!;
        await page.GetByTestId("model-chip").ClickAsync();

        string policy = (await response.AllHeadersAsync())["content-security-policy"];
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Empty(await ViolationsAsync(page, errors));
        await page.CloseAsync();
    }

    private async Task<(IPage Page, List<string> Errors)> AskAsync(ScriptedWebApp app, string scheme = "light", string locale = "en", int width = 1280, Action<IRequest>? onRequest = null)
    {
        List<string> errors = [];
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new() { Width = width, Height = 900 },
            Locale = locale,
            ColorScheme = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
        });
        await page.AddInitScriptAsync(Watch);
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : []);
        page.PageError += (_, error) => errors.Add(error);
        page.Request += (_, request) => onRequest?.Invoke(request);
        await page.GotoAsync(app.Start());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.GetByTestId("composer").FillAsync("Show me");
        await page.Keyboard.PressAsync("Enter");
        return (page, errors);
    }

    private static async Task<string[]> ViolationsAsync(IPage page, List<string> errors) => [.. await page.EvaluateAsync<string[]>("window.violations"), .. errors];
}
