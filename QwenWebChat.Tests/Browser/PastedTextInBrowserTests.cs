using Microsoft.Playwright;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>Long pasted texts: files of their own names, which can be changed and go back into the message.</summary>
[Slow]
public sealed class PastedTextInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly string First = string.Concat(Enumerable.Repeat("first. ", 1000));
    private static readonly string Second = string.Concat(Enumerable.Repeat("second. ", 1000));

    [Fact]
    public async Task Paste_Twice_BackAsTextAndEdited()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Read.");
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app);
        ILocator field = page.GetByTestId("composer");
        await page.Locator("[data-files]").SetInputFilesAsync(new FilePayload { Name = "Pasted text.txt", MimeType = "text/plain", Buffer = "attached"u8.ToArray() });
        await Chip(page, "Pasted text.txt").WaitForAsync();
        await field.FillAsync("ab");
        await field.PressAsync("ArrowLeft");

        await PasteAsync(page, First);
        await Chip(page, "Pasted text 2.txt").WaitForAsync();
        await PasteAsync(page, Second);
        await Chip(page, "Pasted text 3.txt").WaitForAsync();
        await Assertions.Expect(page.GetByTestId("insert-attachment")).ToHaveCountAsync(2);

        await Chip(page, "Pasted text 2.txt").GetByTestId("insert-attachment").ClickAsync();
        await Assertions.Expect(field).ToHaveValueAsync($"a{First}b");
        await Assertions.Expect(Chip(page, "Pasted text 2.txt")).ToHaveCountAsync(0);
        Assert.Equal(1 + First.Length, await field.EvaluateAsync<int>("field => field.selectionStart"));
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(field).ToHaveValueAsync("ab");

        await Chip(page, "Pasted text 3.txt").Locator(".attachment-name").ClickAsync();
        await Assertions.Expect(page.GetByTestId("attachment-field")).ToHaveValueAsync(Second);
        await page.GetByTestId("attachment-field").FillAsync("    changed here");
        await page.GetByTestId("attachment-field").PressAsync("Escape");
        await Assertions.Expect(page.GetByTestId("attachment-field")).ToHaveCountAsync(0);
        await Assertions.Expect(Chip(page, "Pasted text 3.txt")).ToContainTextAsync("16");
        await page.ReloadAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await Assertions.Expect(page.GetByTestId("insert-attachment")).ToHaveCountAsync(1);
        await page.AskAsync("Go");

        string sent = client.Requests[0][^1].Text;
        Assert.Equal("<file name=\"Pasted text.txt\">\nattached\n</file>\n\n<file name=\"Pasted text 3.txt\">\n    changed here\n</file>\n\nGo", sent);

        // What was sent is not changed any more.
        await page.GetByTestId("message-user").GetByTestId("attachment").Last.Locator(".attachment-name").ClickAsync();
        await Assertions.Expect(page.Locator(".attachment-text")).ToHaveTextAsync("    changed here");
        await Assertions.Expect(page.GetByTestId("attachment-field")).ToHaveCountAsync(0);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Chip_BeingEdited_GoesAlongAsItStands()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Read.");
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app);
        await PasteAsync(page, First);
        await Chip(page, "Pasted text.txt").Locator(".attachment-name").ClickAsync();
        string text = string.Concat(Enumerable.Repeat("改过的内容。", 5000));

        await page.GetByTestId("attachment-field").FillAsync(text);
        await page.GetByTestId("send").ClickAsync();
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "finished");

        Assert.Contains(text, client.Requests[0][^1].Text, StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task Chips_AtEachWidth_NeverScrollSideways(string locale)
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Read."));
        PageLooks looks = new(locale);
        IPage page = await browser.OpenAsync(app, looks.Options);
        await PasteAsync(page, First);
        await PasteAsync(page, Second);
        await page.Locator("[data-files]").SetInputFilesAsync(new FilePayload { Name = "2025年第三季度销售数据与客户反馈汇总（最终版）.md", MimeType = "text/markdown", Buffer = "# 数据"u8.ToArray() });
        await Assertions.Expect(page.GetByTestId("attachment")).ToHaveCountAsync(3);
        await page.GetByTestId("composer").FillAsync("    请总结这些文件");
        await looks.EachAsync(page, look => page.ShootAsync($"chips-{look}"));
        await page.GetByTestId("attachment").Nth(1).Locator(".attachment-name").ClickAsync();
        await page.GetByTestId("attachment-field").WaitForAsync();

        await looks.EachAsync(page, async look =>
        {
            await page.ShootAsync($"chip-open-{look}");
            Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"));
            Assert.Equal(0, await page.Locator(".composer-attachments").EvaluateAsync<int>("list => list.scrollWidth - list.clientWidth"));
        });
        await page.CloseAsync();
    }

    private static ILocator Chip(IPage page, string name) => page.GetByTestId("attachment").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) });

    private static async Task PasteAsync(IPage page, string text) => await page.GetByTestId("composer").EvaluateAsync(
        """
        (field, text) => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """, text);
}
