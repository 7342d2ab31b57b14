using Microsoft.Playwright;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>Answers written anew, edited and begun by hand, whatever stands behind them.</summary>
[Slow]
public sealed class BranchesInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Answer_FirstOfTwoWrittenAgain_LeavesTheRestWithTheOldOne()
    {
        ScriptedChatClient client = null!;
        client = new ScriptedChatClient(cancellation =>
        {
            // What else is asked is a title.
            int asked = client.Requests.Count(request => request[^1].Text == "One?");
            string answer = client.Requests[^1][^1].Text switch { "One?" when asked == 1 => "First.", "One?" => "Other.", "Two?" => "Second.", _ => "Title" };
            return ScriptedChatClient.Saying(answer).GetStreamingResponseAsync([], null, cancellation);
        });
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app);
        await page.AskAsync("One?");
        await page.AskAsync("Two?");

        await page.GetByTestId("regenerate").First.ClickAsync();
        await Assertions.Expect(page.Locator("[data-answer]")).ToHaveTextAsync(["Other."]);
        await Assertions.Expect(page.GetByTestId("message-user")).ToHaveCountAsync(1);

        await page.GetByTestId("message-assistant").GetByTestId("version-previous").ClickAsync();
        await Assertions.Expect(page.Locator("[data-answer]")).ToHaveTextAsync(["First.", "Second."]);
        await Assertions.Expect(page.GetByTestId("message-user")).ToHaveCountAsync(2);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task Answer_Edited_IsAVersionInTheUsersWords(string locale)
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("The capital of Australia is **Sydney**.");
        await using ScriptedWebApp app = new(client);
        PageLooks looks = new(locale);
        IPage page = await browser.OpenAsync(app, looks.Options);
        await page.AskAsync("What is the capital of Australia?");
        ILocator answer = page.GetByTestId("message-assistant");
        await looks.EachAsync(page, look => page.ShootAsync($"answer-actions-{look}"));

        await answer.GetByTestId("edit-answer").ClickAsync();
        await Assertions.Expect(page.GetByTestId("edit-field")).ToBeFocusedAsync();
        await looks.EachAsync(page, look => page.ShootAsync($"answer-editor-{look}"));
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByTestId("edit-field")).ToHaveCountAsync(0);
        await Assertions.Expect(answer.GetByTestId("edit-answer")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByTestId("edit-field").FillAsync("    Canberra");
        // A candidate of the input method, and the end of its composition.
        await page.EvaluateAsync("() => document.querySelector('[data-testid=edit-field]').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true }))");
        await page.EvaluateAsync("() => document.querySelector('[data-testid=edit-field]').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, keyCode: 229, bubbles: true }))");
        await page.Keyboard.PressAsync("Control+Enter");

        await Assertions.Expect(answer).ToHaveAttributeAsync("data-state", "edited");
        await Assertions.Expect(answer.GetByTestId("figures")).ToHaveCountAsync(0);
        await Assertions.Expect(answer.Locator("pre code")).ToHaveTextAsync("Canberra");
        await Assertions.Expect(answer.Locator(".version-count")).ToHaveTextAsync("2/2");
        await looks.EachAsync(page, async look =>
        {
            await page.ShootAsync($"answer-edited-{look}");
            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
            // The buttons stand in one row.
            Assert.Equal(1, await answer.EvaluateAsync<int>("a => new Set([...a.querySelectorAll('.answer-actions button')].map(b => b.getBoundingClientRect().top)).size"));
        });

        await page.AskAsync("And of France?");
        Assert.Equal("    Canberra", client.Requests[^1][1].Text);
        await answer.First.GetByTestId("version-previous").ClickAsync();
        await Assertions.Expect(page.Locator("[data-answer]")).ToHaveTextAsync(["The capital of Australia is Sydney."]);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Editor_LongText_IsKeptWhole()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Short.");
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app);
        await page.AskAsync("Hi");
        // More than what one message over the circuit holds.
        string text = string.Concat(Enumerable.Range(1, 6_000).Select(number => $"{number} 字 "));

        await page.GetByTestId("edit-answer").ClickAsync();
        await Assertions.Expect(page.GetByTestId("edit-field")).ToBeEditableAsync();
        await page.GetByTestId("edit-field").EvaluateAsync("(field, text) => { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); }", text);
        await page.GetByTestId("edit-send").ClickAsync();

        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "edited");
        await page.AskAsync("And?");
        Assert.Equal(text.TrimEnd(), client.Requests[^1][1].Text);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Editor_OfAMessage_EscClosesAndLeavesTheAnswerRunning()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Hanging("On and on"));
        IPage page = await browser.OpenAsync(app);
        await page.GotoAsync(new Uri(new Uri(page.Url), $"chat/{await app.CreateChatAsync("the weather")}").ToString());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.GetByTestId("message-user").HoverAsync();
        await page.GetByTestId("edit").ClickAsync();
        await page.GetByTestId("edit-field").FillAsync("half a thought");
        await page.GetByTestId("answer").ClickAsync();
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "streaming");
        await Assertions.Expect(page.GetByTestId("edit-send")).ToBeDisabledAsync();

        await page.GetByTestId("edit-field").PressAsync("Escape");

        await Assertions.Expect(page.GetByTestId("edit-field")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "streaming");
        await page.GetByTestId("stop").ClickAsync();
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("light", "en", 1280)]
    [InlineData("dark", "zh-CN", 390)]
    public async Task Question_WithoutAnswer_IsAnsweredByItsButton(string scheme, string locale, int width)
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Yes.");
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app, Looking(scheme, locale, width));
        Guid chat = await app.CreateChatAsync("the weather");
        await page.GotoAsync(new Uri(new Uri(page.Url), $"chat/{chat}").ToString());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.GetByTestId("unanswered").WaitForAsync();
        await page.ShootAsync($"unanswered-{scheme}-{locale}-{width}");

        await page.GetByTestId("answer").ClickAsync();

        await Assertions.Expect(page.Locator("[data-answer]")).ToHaveTextAsync("Yes.");
        await Assertions.Expect(page.GetByTestId("unanswered")).ToHaveCountAsync(0);
        Assert.Equal("About the weather", Assert.Single(client.Requests[0]).Text);
        await page.GetByTestId("message-assistant").GetByTestId("delete-branch").ClickAsync();
        await Assertions.Expect(page.GetByTestId("answer")).ToBeVisibleAsync();
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("light", "en", 1280)]
    [InlineData("dark", "zh-CN", 390)]
    public async Task Question_WithCode_IsShownAsTypedButForTheCode(string scheme, string locale, int width)
    {
        const string Question = "  为什么这里会报错？ *Not* Markdown:\n\n```csharp\npublic sealed class Greeter(string name) // 一个很长的注释，长到需要横向滚动才能看完全部内容\n{\n    public string Greet() => $\"Hello, {name}\";\n}\n```\n\n| a | b |\n    indented";
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Because."));
        IPage page = await browser.OpenAsync(app, Looking(scheme, locale, width));

        await page.AskAsync(Question);

        ILocator bubble = page.Locator(".user-text");
        await Assertions.Expect(bubble.Locator(".code-lang")).ToHaveTextAsync("csharp");
        Assert.Equal(["  为什么这里会报错？ *Not* Markdown:", "| a | b |\n    indented"], await bubble.Locator(".plain").EvaluateAllAsync<string[]>("parts => parts.map(part => part.textContent)"));
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.ShootAsync($"own-code-{scheme}-{locale}-{width}");
        await page.GetByTestId("message-user").HoverAsync();
        await page.GetByTestId("edit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("edit-field")).ToHaveValueAsync(Question);
        await page.ShootAsync($"own-editor-{scheme}-{locale}-{width}");
        await page.CloseAsync();
    }

    private static BrowserNewPageOptions Looking(string scheme, string locale, int width) => new()
    {
        ViewportSize = new() { Width = width, Height = 800 },
        Locale = locale,
        ColorScheme = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
    };
}
