using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Playwright;
using QwenWebChat.App.Chat;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>An output format chosen by hand, and answers in it.</summary>
[Slow]
public sealed class OutputFormatInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Schema = """{"type": "array", "items": {"type": "object"}}""";

    private const string Phones = """[{"product": "华为 Mate 60 Pro", "budget": 8000, "colors": ["黑色", "白色"]}, {"product": "=Pixel", "budget": -1}]""";

    [Fact]
    public async Task Schema_WrittenByHand_IsCheckedSavedAndUsed()
    {
        List<ChatOptions?> asked = [];
        ScriptedChatClient client = ScriptedChatClient.Saying(Phones[..20], Phones[20..]);
        client.OnRequest = asked.Add;
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app);
        await page.GetByTestId("setup").ClickAsync();
        await page.GetByText("JSON Schema", new() { Exact = true }).ClickAsync();

        await page.GetByTestId("schema").FillAsync("""{"type": "array", "items": {"type": "robot"}}""");
        await Assertions.Expect(page.GetByTestId("schema-state")).ToContainTextAsync("/items/type: ");
        await Assertions.Expect(page.GetByTestId("setup-save")).ToBeDisabledAsync();
        await page.GetByTestId("schema").FillAsync("{\n  \"type\": array\n}");
        await Assertions.Expect(page.GetByTestId("schema-state")).ToContainTextAsync("Not JSON at line 2, column 11");
        await page.GetByTestId("schema").FillAsync(Schema);
        await Assertions.Expect(page.GetByTestId("schema-state")).ToContainTextAsync("The schema is valid.");
        await page.SaveSetupAsync();
        await Assertions.Expect(page.GetByTestId("format")).ToContainTextAsync("JSON Schema");

        await page.AskAsync("Which phones?");
        Assert.Equal(Schema, Assert.IsType<ChatResponseFormatJson>(asked[0]?.ResponseFormat).Schema?.GetRawText());
        await Assertions.Expect(page.GetByTestId("json-value")).ToHaveTextAsync(["华为 Mate 60 Pro", "8000", "=Pixel", "-1"]);
        await page.GetByTestId("json-fold").Nth(1).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByTestId("json-value")).ToHaveTextAsync(["=Pixel", "-1"]);

        await page.GetByTestId("json-text").ClickAsync();
        await Assertions.Expect(page.Locator("[data-answer] pre code")).ToHaveTextAsync(Phones);
        Assert.Equal("\uFEFFproduct,budget,colors\r\n华为 Mate 60 Pro,8000,\"[\"\"黑色\"\", \"\"白色\"\"]\"\r\n'=Pixel,-1,\r\n", await DownloadAsync(page, "download-csv", "Which phones.csv"));
        Assert.Equal(Phones, await DownloadAsync(page, "download-json", "Which phones.json"));

        await page.ReloadAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await Assertions.Expect(page.GetByTestId("format")).ToContainTextAsync("JSON Schema");
        await Assertions.Expect(page.GetByTestId("json-value")).ToHaveCountAsync(4);
        await page.GetByTestId("format").ClickAsync();
        await Assertions.Expect(page.GetByTestId("schema")).ToHaveValueAsync(Schema);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Schema_LongerThanAMessageOfTheCircuit_IsSavedWholeRightAfterItIsPasted()
    {
        string schema = $$"""{"type": "object", "description": "{{new string('x', 100_000)}}"}""";
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("{}"));
        IPage page = await browser.OpenAsync(app);
        await page.GetByTestId("setup").ClickAsync();
        await page.GetByText("JSON Schema", new() { Exact = true }).ClickAsync();
        await page.GetByTestId("schema").FillAsync("true");
        await Assertions.Expect(page.GetByTestId("schema-state")).ToContainTextAsync("The schema is valid.");

        await page.EvaluateAsync(
            """
            schema => {
              const field = document.querySelector('[data-testid=schema]');
              field.value = schema;
              field.dispatchEvent(new InputEvent('input', { bubbles: true }));
              document.querySelector('[data-testid=setup-save]').click();
            }
            """, schema);

        await Assertions.Expect(page.GetByTestId("setup-dialog")).ToHaveCountAsync(0);
        await page.GetByTestId("format").ClickAsync();
        await Assertions.Expect(page.GetByTestId("schema")).ToHaveValueAsync(schema);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task Preset_ProductDetails_IsUsableInEachLookAndByAScreenReader(string locale)
    {
        const string answer = """{"product": "华为Mate 60 Pro", "color": "黑色", "memory": "12+512GB", "budget": 8000, "intent": "purchase"}""";
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying(answer));
        PageLooks looks = new(locale);
        IPage page = await browser.OpenAsync(app, looks.Options);
        await page.GetByTestId("setup").ClickAsync();
        await page.GetByTestId("start-ProductDetails").ClickAsync();
        await Assertions.Expect(page.GetByTestId("schema-state")).ToHaveAttributeAsync("data-state", "valid");
        await Assertions.Expect(page.GetByTestId("system-prompt")).ToHaveValueAsync(SetupPreset.ProductDetails.SystemPrompt);
        await looks.CheckAsync(page, "format-preset");
        await page.GetByTestId("schema").FillAsync("""{"type": "object", "properties": {"budget": {"type": "money"}}}""");
        await Assertions.Expect(page.GetByTestId("schema-state")).ToHaveAttributeAsync("data-state", "wrong");
        await page.GetByTestId("schema-state").ScrollIntoViewIfNeededAsync();
        await looks.CheckAsync(page, "format-wrong");
        await page.GetByTestId("start-ProductDetails").ClickAsync();
        await Assertions.Expect(page.GetByTestId("schema-state")).ToHaveAttributeAsync("data-state", "valid");
        await page.SaveSetupAsync();

        await page.AskAsync("我想买一部华为Mate 60 Pro,颜色要黑色,内存选12+512GB,预算8000以内。");
        await Assertions.Expect(page.GetByTestId("json-value")).ToHaveTextAsync(["华为Mate 60 Pro", "黑色", "12+512GB", "8000", "purchase"]);
        await looks.CheckAsync(page, "format-tree");
        await page.GetByTestId("json-text").ClickAsync();
        await looks.CheckAsync(page, "format-text");
        await page.CloseAsync();
    }

    private static async Task<string> DownloadAsync(IPage page, string button, string name)
    {
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId(button).ClickAsync());
        Assert.Equal(name, download.SuggestedFilename);
        return Encoding.UTF8.GetString(await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    }
}
