using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Microsoft.Playwright;
using QwenWebChat.App.Hosting;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>What lies on the clipboard once something was copied, read back from it.</summary>
[Slow]
public sealed class ClipboardInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string WithoutClipboard =
        """
        Object.defineProperty(window, 'ClipboardItem', { value: undefined });
        Object.defineProperty(Navigator.prototype, 'clipboardOfOld', Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard'));
        Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined });
        """;

    private const string Read =
        """
        async type => {
          const [item] = await (navigator.clipboard ?? navigator.clipboardOfOld).read();
          return item.types.includes(type) ? await (await item.getType(type)).text() : null;
        }
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_Copied_IsMarkdownAndHtml(bool hasClipboard)
    {
        ScriptedWebApp app = browser.Share(() => new ScriptedWebApp(ScriptedChatClient.Saying(RichAnswer.Text)));
        IPage page = await OpenAsync(app, hasClipboard ? null : WithoutClipboard);
        await page.AskAsync("Show me");
        if (RestoredScripts.IsAvailable)
        {
            await page.Locator("[data-math=inline] .katex-html").First.WaitForAsync();
            await page.EvaluateAsync("() => document.querySelector('[data-scroll]').scrollTop = 0");
            await page.Locator("[data-math=display] .katex-html").WaitForAsync();
        }

        await page.GetByTestId("copy-answer").ClickAsync();

        await Assertions.Expect(page.GetByTestId("copy-answer")).ToHaveAttributeAsync("data-done", "Copied");
        Assert.Equal(RichAnswer.Text.ReplaceLineEndings("\n"), (await page.EvaluateAsync<string>(Read, "text/plain")).ReplaceLineEndings("\n"));
        string html = await page.EvaluateAsync<string>(Read, "text/html");
        Assert.Contains("<strong>bold</strong>", Plain(html), StringComparison.Ordinal);
        Assert.Contains("<td dir=\"auto\" align=\"right\">8,902,308</td>", Plain(html), StringComparison.Ordinal);
        Assert.Contains("<pre><code>// Says hello", Plain(html), StringComparison.Ordinal);
        Assert.Contains("<pre><code>flowchart LR", Plain(html), StringComparison.Ordinal);
        Assert.Contains("$e^{i\\pi} + 1 = 0$", html, StringComparison.Ordinal);
        Assert.Contains("\\frac{\\sqrt{\\pi}}{2}", html, StringComparison.Ordinal);
        Assert.Contains("☑ done", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://example.com", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<!--!|<button|<svg|<img|<math|class=|id=\"|tabindex|katex|>csharp<|>Copy<|#fn", html);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Answer_WithReasoning_IsCopiedWithoutIt()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("<think>\nfirst thoughts\n</think>\n\n**Four.**"));
        IPage page = await OpenAsync(app);
        await page.AskAsync("2+2?");

        await page.GetByTestId("copy-answer").ClickAsync();

        await Assertions.Expect(page.GetByTestId("copy-answer")).ToHaveAttributeAsync("data-done", "Copied");
        Assert.Equal("**Four.**", await page.EvaluateAsync<string>(Read, "text/plain"));
        string html = await page.EvaluateAsync<string>(Read, "text/html");
        Assert.Contains("<strong>Four.</strong>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("thoughts", html, StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Answer_CannotBeCopied_SaysSo()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await OpenAsync(app, $"{WithoutClipboard} document.execCommand = () => false;");
        await page.AskAsync("Hi");

        await page.GetByTestId("copy-answer").ClickAsync();

        await Assertions.Expect(page.GetByTestId("copy-answer")).ToHaveAttributeAsync("data-done", "Could not be copied");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Question_Copied_IsTextAlone()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await OpenAsync(app);
        await page.AskAsync("```\nx\n```");

        await page.GetByTestId("message-user").HoverAsync();
        await page.GetByTestId("copy-message").ClickAsync();

        await Assertions.Expect(page.GetByTestId("copy-message")).ToHaveAttributeAsync("data-done", "Copied");
        Assert.Equal("```\nx\n```", await page.EvaluateAsync<string>(Read, "text/plain"));
        Assert.Null(await page.EvaluateAsync<string?>(Read, "text/html"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Streaming_AnswerAndItsCode_AreCopiedAsFarAsTheyAre()
    {
        Channel<string> tokens = Channel.CreateUnbounded<string>();
        await using ScriptedWebApp app = new(new ScriptedChatClient(cancellation => StreamAsync(tokens.Reader, cancellation)));
        IPage page = await OpenAsync(app);
        tokens.Writer.TryWrite("So far **so");
        await page.GetByTestId("composer").FillAsync("Go");
        await page.GetByTestId("composer").PressAsync("Enter");
        ILocator answer = page.GetByTestId("message-assistant");
        await Assertions.Expect(answer).ToContainTextAsync("So far");

        await answer.GetByTestId("copy-answer").ClickAsync();
        await Assertions.Expect(answer.GetByTestId("copy-answer")).ToHaveAttributeAsync("data-done", "Copied");
        Assert.Equal("So far **so", await page.EvaluateAsync<string>(Read, "text/plain"));
        Assert.Contains("So far", await page.EvaluateAsync<string>(Read, "text/html"), StringComparison.Ordinal);

        tokens.Writer.TryWrite(" good**.\n\n```py\nx = 1\n");
        await answer.Locator(".code-copy").ClickAsync();
        await Assertions.Expect(answer.Locator(".code-copy")).ToHaveAttributeAsync("data-done", "Copied");
        Assert.Equal("x = 1\n", await page.EvaluateAsync<string>(Read, "text/plain") + "\n");

        // Within a list each frame draws the block anew, here between the press and the release.
        tokens.Writer.TryWrite("```\n\n1. In a list\n\n   ```py\n   y = 1\n");
        await Assertions.Expect(answer.Locator("li pre")).ToContainTextAsync("y = 1");
        ILocator copy = answer.Locator("li .code-copy");
        await copy.HoverAsync();
        await page.Mouse.DownAsync();
        IElementHandle pressed = await copy.ElementHandleAsync();
        tokens.Writer.TryWrite("   z = 2\n");
        await Assertions.Expect(answer.Locator("li pre")).ToContainTextAsync("z = 2");
        Assert.False(await pressed.EvaluateAsync<bool>("button => button.isConnected"));
        await copy.HoverAsync();
        await page.Mouse.UpAsync();
        await Assertions.Expect(copy).ToHaveAttributeAsync("data-done", "Copied");
        Assert.StartsWith("y = 1\nz = 2", await page.EvaluateAsync<string>(Read, "text/plain"), StringComparison.Ordinal);
        tokens.Writer.Complete();
        await page.CloseAsync();
    }

    [Fact]
    public async Task Selection_OfAWholeAnswer_HoldsNoButtons()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Before\n\n```py\nx = 1\n```\n\nAfter"));
        IPage page = await OpenAsync(app);
        await page.AskAsync("```js\ny\n```");

        string selected = await page.EvaluateAsync<string>("() => { getSelection().selectAllChildren(document.querySelector('.messages')); return getSelection().toString(); }");

        Assert.Equal(["y", "Before", "x = 1", "After"], selected.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        await page.CloseAsync();
    }

    private async Task<IPage> OpenAsync(ScriptedWebApp app, string? script = null)
    {
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 2_400 }, Locale = "en" });
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        if (script is not null)
        {
            await page.AddInitScriptAsync(script);
        }

        await page.GotoAsync(app.Start());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        return page;
    }

    // The browser writes styles of its own into what it is given.
    private static string Plain(string html) => System.Text.RegularExpressions.Regex.Replace(html, " style=\"[^\"]*\"", "");

    private static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(ChannelReader<string> tokens, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (string token in tokens.ReadAllAsync(cancellation))
        {
            yield return ScriptedChatClient.Token(token);
        }
    }
}
