using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Tools;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>Tools switched on by hand, and their calls in answers: the app's own tools, called by a script in the model's place.</summary>
[Slow]
public sealed class ToolsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Tools_SwitchedOn_AreCalledShownAndStored()
    {
        ScriptedRounds rounds = new();
        rounds.Add(
            ScriptedRounds.Text("Let me calculate."), rounds.Call("calculator", """{"expression": "17 * 23"}"""), rounds.Call("search_documents", """{"query": "pump steel"}"""),
            ScriptedRounds.End(ChatFinishReason.ToolCalls));
        rounds.Add(ScriptedRounds.Text("It is **391**."), ScriptedRounds.End(ChatFinishReason.Stop));
        await using ScriptedWebApp app = new(rounds.Client);
        IPage page = await browser.OpenAsync(app);
        Guid document = await AddDocumentAsync(app, "The pump is made of steel.");

        await page.GetByTestId("tools").ClickAsync();
        await Assertions.Expect(page.GetByTestId("tools-panel")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByTestId("tool-calculator")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Space");
        await page.GetByText("Document search").ClickAsync();
        await Assertions.Expect(page.GetByTestId("tools")).ToHaveAccessibleNameAsync("Tools: 2 on");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByTestId("tools-panel")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("tools")).ToBeFocusedAsync();

        await page.AskAsync("What is 17 * 23?");
        Assert.Equal(["calculator", "search_documents"], rounds.Options[0].Tools!.Select(tool => tool.Name));
        await Assertions.Expect(page.GetByTestId("message-assistant").Locator("strong")).ToHaveTextAsync("391");
        await Assertions.Expect(page.GetByTestId("tool-call")).ToHaveCountAsync(2);
        await page.GetByTestId("tool-head").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByTestId("tool-result")).ToHaveTextAsync("391");
        await page.GetByTestId("tool-head").Nth(1).ClickAsync();
        await Assertions.Expect(page.GetByTestId("tool-source")).ToHaveAttributeAsync("href", $"documents/{document}?at=0-26&tab=questions");

        await page.ReloadAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await Assertions.Expect(page.GetByTestId("tools")).ToHaveAccessibleNameAsync("Tools: 2 on");
        await Assertions.Expect(page.GetByTestId("tool-call").First).ToContainTextAsync("17 * 23");
        await page.GetByTestId("tool-head").Nth(1).ClickAsync();
        await page.GetByTestId("tool-source").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($@"/documents/{document}\?"));
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByText("The pump is made of steel.").First).ToBeVisibleAsync();

        // The chat beside a document has its own switches, in less room; a click beside the panel closes it.
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.GetByTestId("tools").ClickAsync();
        LocatorBoundingBoxResult panel = (await page.GetByTestId("tools-panel").BoundingBoxAsync())!;
        Assert.InRange(panel.X + panel.Width, 0, 1280);
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        await page.ShootAsync("tools-beside-a-document");
        await page.Mouse.ClickAsync(400, 300);
        await Assertions.Expect(page.GetByTestId("tools-panel")).ToHaveCountAsync(0);
        await page.CloseAsync();
    }

    /// <summary>The user stops while the first of two calls runs, and continues.</summary>
    [Fact]
    public async Task Stop_WhileAToolRuns_LeavesTheOthersNotRunUntilItContinues()
    {
        TaskCompletionSource<ToolResult> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int runCount = 0;
        ScriptedTool slow = new("calculator", (_, cancellation) => ++runCount == 1 ? first.Task.WaitAsync(cancellation) : Task.FromResult(new ToolResult($"result {runCount}")));
        ScriptedRounds rounds = new();
        rounds.Add(rounds.Call("calculator", """{"expression": "1"}"""), rounds.Call("calculator", """{"expression": "2"}"""), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        rounds.Add(ScriptedRounds.Text("Both done."), ScriptedRounds.End(ChatFinishReason.Stop));
        await using ScriptedWebApp app = new(rounds.Client, services =>
        {
            services.Remove(services.First(service => service.ImplementationType == typeof(CalculatorTool)));
            services.AddSingleton<IChatTool>(slow);
        });
        IPage page = await browser.OpenAsync(app);
        await page.GetByTestId("tools").ClickAsync();
        await page.GetByTestId("tool-calculator").CheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.GetByTestId("composer").FillAsync("Go");
        await page.GetByTestId("composer").PressAsync("Enter");
        await Assertions.Expect(page.GetByTestId("tool-call").First).ToHaveAttributeAsync("data-state", "running");
        await Assertions.Expect(page.GetByTestId("tool-call").Nth(1)).ToHaveAttributeAsync("data-state", "waiting");

        await page.GetByTestId("stop").ClickAsync();
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveAttributeAsync("data-state", "stopped");
        await Assertions.Expect(page.Locator("[data-testid=tool-call][data-state=notrun]")).ToHaveCountAsync(2);

        await page.GetByTestId("continue").ClickAsync();
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToContainTextAsync("Both done.");
        await Assertions.Expect(page.Locator("[data-testid=tool-call][data-state=done]")).ToHaveCountAsync(2);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task Tools_EachLook_AreUsableByAScreenReaderAndNotWide(string locale)
    {
        ScriptedRounds rounds = new();
        rounds.Add(
            ScriptedRounds.Text("Let me look that up."), rounds.Call("search_documents", """{"query": "a rather long query about the pumps, the steel they are made of, and who makes them"}"""),
            rounds.Call("date", """{"add_days": 10}"""), rounds.Call("calculator", """{"expression": "391/0"}"""), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        rounds.Add(ScriptedRounds.Text("The pumps are made of steel."), rounds.Call("date", "{}"), ScriptedRounds.End(ChatFinishReason.Length));
        await using ScriptedWebApp app = new(rounds.Client);
        PageLooks looks = new(locale);
        IPage page = await browser.OpenAsync(app, looks.Options);
        await AddDocumentAsync(app, "The pump is made of steel. " + string.Join(' ', Enumerable.Repeat("Nobody knows who makes the pumps.", 20)));
        await page.GetByTestId("tools").ClickAsync();
        foreach (string tool in new[] { "calculator", "date", "search_documents" })
        {
            await page.GetByTestId($"tool-{tool}").CheckAsync();
        }

        await looks.CheckAsync(page, "tools-menu");
        await page.Keyboard.PressAsync("Escape");
        await page.AskAsync("What are the pumps made of?");
        await looks.CheckAsync(page, "tools-calls");
        await page.GetByTestId("tool-head").First.ClickAsync();
        await page.GetByTestId("tool-head").Nth(2).ClickAsync();
        await page.GetByTestId("tool-body").Nth(1).WaitForAsync();
        await looks.CheckAsync(page, "tools-open");

        Assert.Equal(["done", "done", "failed", "notrun"], await page.GetByTestId("tool-call").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.state)"));
        await page.CloseAsync();
    }

    private static async Task<Guid> AddDocumentAsync(ScriptedWebApp app, string text)
    {
        DocumentStore store = app.Services.GetRequiredService<DocumentStore>();
        using MemoryStream content = new(Encoding.UTF8.GetBytes(text));
        Guid id = (await store.AddAsync(Account.LocalId, "pumps.txt", content, TestContext.Current.CancellationToken)).Id;
        DocumentText read = new() { Text = text, Format = FileFormat.Text, Parts = [new DocumentPart(0, text.Length, DocumentPartKind.Paragraph)] };
        await store.StoreTextAsync(id, read, TestContext.Current.CancellationToken);
        return id;
    }
}
