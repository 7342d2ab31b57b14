using Microsoft.Extensions.AI;
using Microsoft.Playwright;
using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>A chat's controls by hand: files, prompts, settings, branches, the context, the keyboard.</summary>
[Slow]
public sealed class ControlsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Files_PickedDroppedAndPasted_GoAlong()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Read.");
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app);

        await page.Locator("[data-files]").SetInputFilesAsync(new FilePayload { Name = "notes.md", MimeType = "text/markdown", Buffer = "# Notes"u8.ToArray() });
        await Assertions.Expect(page.GetByTestId("attachment")).ToHaveCountAsync(1);
        await page.EvaluateAsync(
            """
            () => {
              const files = new DataTransfer();
              files.items.add(new File([new Uint8Array([0x48, 0x69, 0xe9])], 'latin.txt'));
              document.querySelector('.chat').dispatchEvent(new DragEvent('dragover', { dataTransfer: files, bubbles: true, cancelable: true }));
              document.querySelector('.chat').dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
              const text = new DataTransfer();
              text.setData('text/plain', 'long '.repeat(2000));
              document.querySelector('#composer').dispatchEvent(new ClipboardEvent('paste', { clipboardData: text, bubbles: true, cancelable: true }));
            }
            """);
        await Assertions.Expect(page.GetByTestId("attachment")).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByTestId("attachment").Filter(new() { HasText = "reading" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync("");
        await page.ShootAsync("attachments");
        await page.AskAsync("What is in them?");

        string sent = client.Requests[0][^1].Text;
        Assert.Contains("<file name=\"notes.md\">\n# Notes\n</file>", sent, StringComparison.Ordinal);
        Assert.Contains("<file name=\"latin.txt\">\nHié\n</file>", sent, StringComparison.Ordinal);
        Assert.Contains("<file name=\"Pasted text.txt\">\nlong long", sent, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator(".composer [data-testid=attachment]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("message-user").GetByTestId("attachment")).ToHaveCountAsync(3);
        await page.CloseAsync();
    }

    [Fact]
    public async Task File_Unreadable_IsNamedAndTheDraftStays()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("no"));
        IPage page = await browser.OpenAsync(app);
        await page.GetByTestId("composer").FillAsync("about this");

        await page.Locator("[data-files]").SetInputFilesAsync(new FilePayload { Name = "photo.png", MimeType = "image/png", Buffer = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13] });

        await Assertions.Expect(page.GetByTestId("attachment-problem")).ToContainTextAsync("photo.png has an unsupported file type.");
        await Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync("about this");
        await Assertions.Expect(page.GetByTestId("attachment")).ToHaveCountAsync(0);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Settings_SavedAsDefault_HoldForTheNextChat()
    {
        List<ChatOptions?> asked = [];
        ScriptedChatClient client = ScriptedChatClient.Saying("Yes.");
        client.OnRequest = asked.Add;
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app);

        await page.GetByTestId("setup").ClickAsync();
        await page.GetByTestId("system-prompt").FillAsync("Be brief.");
        await page.GetByText("Precise", new() { Exact = true }).ClickAsync();
        await page.GetByTestId("setting-max_tokens").FillAsync("none");
        await Assertions.Expect(page.GetByTestId("setup-save")).ToBeDisabledAsync();
        await page.GetByTestId("setting-max_tokens").FillAsync("64");
        await page.GetByTestId("setup-default").ClickAsync();
        await Assertions.Expect(page.GetByTestId("setup")).ToContainTextAsync("Precise");
        await page.Keyboard.PressAsync("Control+k");
        await page.ReloadAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.AskAsync("Hi");

        Assert.Equal("Be brief.", client.Requests[0][0].Text);
        SamplingOverrides sampling = Assert.IsType<QwenChatOptions>(asked[0]).Sampling;
        Assert.Equal((0.2, 64), (sampling.Temperature, sampling.MaxTokens));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Prompt_WithVariables_IsFilledAndInserted()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("ok"));
        IPage page = await browser.OpenAsync(app);

        await page.GetByTestId("prompts").ClickAsync();
        await page.GetByTestId("prompt-new").ClickAsync();
        await page.GetByTestId("prompt-title").FillAsync("Translate");
        await page.GetByTestId("prompt-text").FillAsync("Into {{language}}: ");
        await page.GetByTestId("prompt-save").ClickAsync();
        await page.GetByTestId("prompt-delete").ClickAsync();
        await Assertions.Expect(page.GetByTestId("prompt-item")).ToHaveCountAsync(0);
        await page.GetByTestId("prompt-undo").ClickAsync();
        await page.GetByTestId("prompt-use").ClickAsync();
        await page.GetByTestId("prompt-variable").FillAsync("中文");
        await page.GetByTestId("prompt-insert").ClickAsync();

        await Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync("Into 中文: ");
        await Assertions.Expect(page.GetByTestId("composer")).ToBeFocusedAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task Answer_CutOff_GoesOnAndEditsBranch()
    {
        Queue<(string Text, ChatFinishReason End)> script = new([("One, two", ChatFinishReason.Length), (", three.", ChatFinishReason.Stop), ("Other.", ChatFinishReason.Stop)]);
        await using ScriptedWebApp app = new(new ScriptedChatClient(_ => Say(script.Dequeue())));
        IPage page = await browser.OpenAsync(app);
        await page.AskAsync("Count");

        await page.GetByTestId("continue").ClickAsync();
        await Assertions.Expect(page.Locator("[data-answer]")).ToHaveTextAsync("One, two, three.");
        await Assertions.Expect(page.GetByTestId("continue")).ToHaveCountAsync(0);

        await page.GetByTestId("composer").FocusAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await page.GetByTestId("edit-field").FillAsync("Count other things");
        await page.GetByTestId("edit-send").ClickAsync();
        await Assertions.Expect(page.Locator("[data-answer]")).ToHaveTextAsync("Other.");
        await page.GetByTestId("message-user").GetByTestId("version-previous").ClickAsync();
        await Assertions.Expect(page.Locator("[data-answer]")).ToHaveTextAsync("One, two, three.");

        await page.GetByTestId("message-user").HoverAsync();
        await page.GetByTestId("message-user").GetByTestId("delete-branch").ClickAsync();
        await Assertions.Expect(page.Locator("[data-answer]")).ToHaveTextAsync("Other.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-answer]")).ToHaveTextAsync("One, two, three.");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Context_Outgrown_TheUserChooses()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Fine.");
        client.Counter = new WordCounter(60) { MaxAnswerTokens = 10 };
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app);
        await page.AskAsync(string.Join(' ', Enumerable.Repeat("first", 20)));
        await page.AskAsync("second");
        await Assertions.Expect(page.GetByTestId("context-gauge")).ToContainTextAsync("/ 60");

        string last = string.Join(' ', Enumerable.Repeat("third", 20));
        await page.GetByTestId("composer").FillAsync(last);
        await page.GetByTestId("send").ClickAsync();
        await Assertions.Expect(page.GetByTestId("error")).ToContainTextAsync("1 of them");
        await Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync(last);
        await page.ShootAsync("context-outgrown");
        await page.GetByTestId("overflow-trim").ClickAsync();

        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync("");
        await Assertions.Expect(page.GetByTestId("context-divider")).ToBeVisibleAsync();
        Assert.Equal("second", client.Requests[^1][0].Text);
        await page.GetByTestId("send-all").ClickAsync();
        await Assertions.Expect(page.GetByTestId("context-divider")).ToHaveCountAsync(0);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Keyboard_OverviewImeAndEscape()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Hanging("On and on"));
        IPage page = await browser.OpenAsync(app);
        await page.GetByTestId("composer").FillAsync("你好");

        // Enter picks a candidate of the input method.
        await page.EvaluateAsync("() => document.querySelector('#composer').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))");
        await page.EvaluateAsync("() => document.querySelector('#composer').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))");
        await Assertions.Expect(page.GetByTestId("message-user")).ToHaveCountAsync(0);
        await page.GetByTestId("composer").PressAsync("?");
        await Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync("你好?");
        await page.GetByTestId("composer").PressAsync("Enter");
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "streaming");

        await page.GetByTestId("help").FocusAsync();
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator(".shortcut-list")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".shortcut-list")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "streaming");
        await page.GetByTestId("composer").FocusAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "stopped");
        await page.CloseAsync();
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Say((string Text, ChatFinishReason End) answer)
    {
        await Task.CompletedTask;
        yield return ScriptedChatClient.Token(answer.Text);
        yield return ScriptedChatClient.End(answer.End, tokens: 4, speed: 10, firstSeconds: 0.1);
    }
}
