using Microsoft.Playwright;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>What axe-core finds on each page and in each dialog, by WCAG 2.2 A and AA.</summary>
[Slow]
public sealed class AccessibilityTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly string[] Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    [Fact]
    public async Task Findings_OfAPageWithFaults_NameThem()
    {
        IPage page = await browser.NewPageAsync();
        await page.SetContentAsync("<html lang=en><title>Faults</title><main><h1>Faults</h1><button id=one></button><p style='color: #ccc; background: #fff'>Pale</p></main></html>");

        Assert.Equal(["button-name (critical): <button id=\"one\"></button>"], await page.FindAxeViolationsAsync(Rules, "#one"));
        Assert.Equal(["button-name", "color-contrast"], (await page.FindAxeViolationsAsync(Rules)).Select(finding => finding.Split(' ')[0]).Order());
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("light", "en-US", 1280)]
    [InlineData("dark", "zh-CN", 1280)]
    [InlineData("light", "zh-CN", 390)]
    [InlineData("dark", "en-US", 390)]
    public async Task Pages_HaveNoSeriousFinding(string scheme, string locale, int width)
    {
        ScriptedChatClient client = ScriptedChatClient.Saying(RichAnswer.Text);
        client.Counter = new WordCounter(4000);
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app, new BrowserNewPageOptions
        {
            ViewportSize = new() { Width = width, Height = 844 },
            ColorScheme = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
            ReducedMotion = ReducedMotion.Reduce,
        });
        List<string> findings = [];

        await CheckAsync("empty");
        await page.Locator("[data-files]").SetInputFilesAsync(new FilePayload { Name = "notes.md", MimeType = "text/markdown", Buffer = "# Notes"u8.ToArray() });
        await page.GetByTestId("attachment").WaitForAsync();
        await page.AskAsync("Everything");
        await CheckAsync("chat");
        await page.GetByTestId("setup").ClickAsync();
        await page.GetByTestId("setting-temperature").FillAsync("9");
        await CheckAsync("settings");
        await CloseAsync();
        await page.GetByTestId("prompts").ClickAsync();
        await page.GetByTestId("prompt-new").ClickAsync();
        await CheckAsync("prompt");
        await page.GetByTestId("prompt-title").FillAsync("One");
        await page.GetByTestId("prompt-text").FillAsync("{{two}}");
        await page.GetByTestId("prompt-save").ClickAsync();
        await page.GetByTestId("prompt-use").WaitForAsync();
        await CheckAsync("prompts");
        await CloseAsync();
        await page.GetByTestId("model-chip").ClickAsync();
        await CheckAsync("model");
        await page.Keyboard.PressAsync("Escape");
        await page.GotoAsync(new Uri(new Uri(page.Url), "/documents").ToString());
        await page.WaitForFunctionAsync("() => document.querySelector('.frame')?.dataset.ready === 'true'");
        await CheckAsync("documents");
        await page.GetByTestId("upload").SetInputFilesAsync(new FilePayload { Name = "notes.md", MimeType = "text/markdown", Buffer = "# Notes\n\nOne.\n\n## More\n\nTwo."u8.ToArray() });
        await page.GetByTestId("summary-plan").WaitForAsync();
        await CheckAsync("desk");
        await page.GetByTestId("summary-start").ClickAsync();
        await page.GetByTestId("coverage").WaitForAsync();
        await CheckAsync("summary");
        await page.GotoAsync(new Uri(new Uri(page.Url), "/admin").ToString());
        await page.WaitForFunctionAsync("() => document.querySelector('.frame')?.dataset.ready === 'true'");
        await Assertions.Expect(page.GetByTestId("device-facts")).ToBeVisibleAsync();
        await CheckAsync("dashboard");
        await page.GotoAsync(new Uri(new Uri(page.Url), "/no-such-page").ToString());
        await CheckAsync("not found");

        Assert.True(findings.Count == 0, string.Join('\n', findings));
        await page.CloseAsync();

        async Task CheckAsync(string where)
        {
            await Assertions.Expect(page.Locator(".mud-dialog, body").First).ToBeVisibleAsync();
            findings.AddRange((await page.FindAxeViolationsAsync(Rules)).Select(finding => $"{where}: {finding}"));
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(BrowserFixture.Screenshots, $"axe-{where.Replace(' ', '-')}-{scheme}-{locale}-{width}.png") });
        }

        async Task CloseAsync()
        {
            await page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        }
    }
}
