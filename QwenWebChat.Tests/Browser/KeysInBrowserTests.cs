using System.Text.RegularExpressions;
using Microsoft.Playwright;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>Whose a key is: an input method's while it composes, and else that of what has the focus.</summary>
[Slow]
public sealed class KeysInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("isComposing: true")]
    [InlineData("keyCode: 229")]
    public async Task Search_KeysOfAComposition_OpenAndClearNothing(string composing)
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Yes."));
        IPage page = await browser.OpenAsync(app);
        Guid found = await app.CreateChatAsync("季度报告");
        string address = page.Url;
        await page.GetByTestId("search").FillAsync("报告");
        await Assertions.Expect(page.GetByTestId("search-hit").First).ToBeVisibleAsync();

        await DispatchAsync(page, "search", composing, "Enter", "Escape", "ArrowDown");
        await page.GetByTestId("search").PressAsync("End");

        Assert.Equal(address, page.Url);
        await Assertions.Expect(page.GetByTestId("search")).ToHaveValueAsync("报告");
        await page.GetByTestId("search").PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/chat/{found}"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Search_ComposedByAnInputMethod_FindsWhatWasChosen()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Yes."));
        IPage page = await browser.OpenAsync(app);
        Guid found = await app.CreateChatAsync("季度报告");
        string address = page.Url;
        InputMethod input = await InputMethod.OfAsync(page);
        await page.GetByTestId("search").FocusAsync();

        await input.ComposeAsync("bao'gao");
        await Assertions.Expect(page.GetByTestId("no-hits")).ToBeVisibleAsync();
        await input.ComposeAsync("报告");
        await Assertions.Expect(page.GetByTestId("search-hit").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await input.CommitAsync("报告");
        await Assertions.Expect(page.GetByTestId("search")).ToHaveValueAsync("报告");
        Assert.Equal(address, page.Url);

        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/chat/{found}"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Rename_ComposedByAnInputMethod_KeepsTheChosenWords()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Yes."));
        IPage page = await browser.OpenAsync(app);
        Guid id = await app.CreateChatAsync("old");
        ILocator line = page.Locator($"[data-id='{id}']");
        await RenameAsync(page, line);
        InputMethod input = await InputMethod.OfAsync(page);

        await input.ComposeAsync("gong'zuo");
        await DispatchAsync(page, "rename-field", "isComposing: true", "Enter", "Escape");
        await page.Keyboard.PressAsync("Enter");
        await input.CommitAsync("工作");
        await DispatchAsync(page, "rename-field", "keyCode: 229", "Enter");
        await Assertions.Expect(page.GetByTestId("rename-field")).ToHaveValueAsync("工作");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(line).ToContainTextAsync("工作");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Editor_EscapeCloses_ControlEnterSends_AndAnInputMethodHasItsOwn()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Yes."));
        IPage page = await browser.OpenAsync(app);
        await page.AskAsync("    first");
        // Until the answer is complete there is nothing to edit.
        await Assertions.Expect(page.GetByTestId("edit")).ToHaveCountAsync(1);
        await page.GetByTestId("composer").PressAsync("ArrowUp");
        await Assertions.Expect(page.GetByTestId("edit-field")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByTestId("edit-field")).ToHaveValueAsync("    first");

        await DispatchAsync(page, "edit-field", "isComposing: true", "Escape", "Enter");
        await page.GetByTestId("edit-field").FillAsync("dropped");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByTestId("edit-field")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("composer")).ToBeFocusedAsync();

        // Beyond what one message over the circuit holds.
        string text = $"    {string.Concat(Enumerable.Repeat("很长的一段话", 4000))}";
        await page.Keyboard.PressAsync("ArrowUp");
        await page.GetByTestId("edit-field").FillAsync(text);
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.GetByTestId("message-user").Locator(".version-count")).ToHaveTextAsync("2/2");
        await page.GetByTestId("message-user").GetByText("Show all").ClickAsync();
        await Assertions.Expect(page.Locator(".user-text")).Not.ToContainTextAsync("…");
        Assert.Equal(text, await page.Locator(".user-text").InnerTextAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Escape_ElsewhereThanInTheChat_LeavesTheAnswerRunning()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Hanging("On and on"));
        IPage page = await browser.OpenAsync(app);
        Guid id = await app.CreateChatAsync("other");
        await page.GetByTestId("composer").FillAsync("Go");
        await page.GetByTestId("composer").PressAsync("Enter");
        ILocator answer = page.GetByTestId("message-assistant");
        await Assertions.Expect(answer).ToHaveAttributeAsync("data-state", "streaming");

        await page.GetByTestId("search").FillAsync("other");
        await Assertions.Expect(page.GetByTestId("search-hit").First).ToBeVisibleAsync();
        await page.GetByTestId("search").PressAsync("Escape");
        await Assertions.Expect(page.GetByTestId("search-hit")).ToHaveCountAsync(0);
        await Assertions.Expect(answer).ToHaveAttributeAsync("data-state", "streaming");
        await RenameAsync(page, page.Locator($"[data-id='{id}']"));
        await page.GetByTestId("rename-field").PressAsync("Escape");
        await Assertions.Expect(page.GetByTestId("rename-field")).ToHaveCountAsync(0);
        await page.GetByTestId("model-chip").ClickAsync();
        await page.GetByTestId("model-panel").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByTestId("model-panel")).ToHaveCountAsync(0);
        await Assertions.Expect(answer).ToHaveAttributeAsync("data-state", "streaming");

        await page.Locator("[data-answer]").ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(answer).ToHaveAttributeAsync("data-state", "stopped");
        await page.CloseAsync();
    }

    private static async Task RenameAsync(IPage page, ILocator line)
    {
        await line.HoverAsync();
        await line.Locator("[data-testid=conversation-menu] button").ClickAsync();
        await page.GetByTestId("menu-rename").ClickAsync();
        await Assertions.Expect(page.GetByTestId("rename-field")).ToBeFocusedAsync();
    }

    private static async Task DispatchAsync(IPage page, string testId, string composing, params string[] keys)
    {
        foreach (string key in keys)
        {
            await page.GetByTestId(testId).EvaluateAsync($"field => field.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', {composing}, bubbles: true, cancelable: true }}))");
        }
    }

    private sealed class InputMethod(IPage page, ICDPSession session)
    {
        public static async Task<InputMethod> OfAsync(IPage page)
        {
            await page.EvaluateAsync("() => { window.composed = new Promise(done => addEventListener('compositionend', () => done(true), { once: true })); }");
            return new InputMethod(page, await page.Context.NewCDPSessionAsync(page));
        }

        public async Task ComposeAsync(string text) => await session.SendAsync("Input.imeSetComposition", new Dictionary<string, object>
        {
            ["text"] = text,
            ["selectionStart"] = text.Length,
            ["selectionEnd"] = text.Length,
        });

        /// <summary>Ends once the page has seen the end of the composition.</summary>
        public async Task CommitAsync(string text)
        {
            await session.SendAsync("Input.insertText", new Dictionary<string, object> { ["text"] = text });
            await page.EvaluateAsync("() => window.composed");
        }
    }
}
