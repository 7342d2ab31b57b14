using System.Text.Json;
using Microsoft.Playwright;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>Folders, archive, export and import by hand: with the mouse, and with keys alone.</summary>
[Slow]
public sealed class SidebarInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string FocusedKey = "() => document.activeElement.closest('[data-focus]')?.dataset.focus ?? document.activeElement.tagName";

    [Fact]
    public async Task Folder_CreatedByMenu_FilledByDragging_DeletedAndBroughtBack()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await OpenAsync(app);
        await app.CreateChatAsync("one");
        await app.CreateChatAsync("two");

        await page.Locator("[data-testid=chats-menu] button").ClickAsync();
        await page.GetByTestId("new-folder").ClickAsync();
        await Assertions.Expect(page.GetByTestId("new-folder-field")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Work");
        await page.Keyboard.PressAsync("Enter");
        ILocator folder = page.GetByTestId("folder");
        await Assertions.Expect(folder.GetByTestId("folder-toggle")).ToBeFocusedAsync();
        await Chat(page, "one").Locator("a").DragToAsync(folder);
        await Assertions.Expect(Chat(page, "one")).ToHaveCountAsync(0);
        await folder.GetByTestId("folder-toggle").ClickAsync();
        await Assertions.Expect(folder.GetByTestId("conversation")).ToHaveTextAsync("one");
        await Assertions.Expect(folder.GetByTestId("folder-toggle")).ToHaveAttributeAsync("aria-expanded", "true");

        await page.ReloadAsync();
        await Assertions.Expect(folder.GetByTestId("conversation")).ToHaveTextAsync("one");
        await folder.Locator(".folder-head").HoverAsync();
        await folder.Locator("[data-testid=folder-menu] button").ClickAsync();
        await page.GetByTestId("folder-delete").ClickAsync();
        await Assertions.Expect(folder).ToHaveCountAsync(0);
        await Assertions.Expect(Chat(page, "one")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(folder.GetByTestId("conversation")).ToHaveTextAsync("one");
        await page.ShootAsync("folders");

        await Chat(page, "one").Locator("a").DragToAsync(page.Locator(".conversations-loose"));
        await Assertions.Expect(folder.GetByTestId("conversation")).ToHaveCountAsync(0);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Keys_Alone_MoveRenameAndDelete_AndNeverLoseTheFocus()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await OpenAsync(app);
        await app.CreateFolderAsync("Work");
        Guid below = await app.CreateChatAsync("below");
        Guid moved = await app.CreateChatAsync("moved");

        // Rename, pin, move.
        await OpenMenuByKeysAsync(page, "moved");
        await PressAsync(page, "ArrowDown", "ArrowDown", "Enter");
        await Assertions.Expect(page.GetByTestId("move-back")).ToBeFocusedAsync();
        await PressAsync(page, "ArrowDown", "Enter");
        await Assertions.Expect(page.GetByTestId("folder").GetByTestId("conversation")).ToHaveTextAsync("moved");
        await page.WaitForFunctionAsync($"key => ({FocusedKey})() === key", moved.ToString());

        await OpenMenuByKeysAsync(page, "moved");
        await PressAsync(page, "Enter");
        await Assertions.Expect(page.GetByTestId("rename-field")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("renamed");
        await PressAsync(page, "Enter");
        await Assertions.Expect(Chat(page, "renamed").Locator("a")).ToBeFocusedAsync();

        // The last item of the menu, by going up from the first.
        await OpenMenuByKeysAsync(page, "renamed");
        await PressAsync(page, "ArrowUp", "Enter");
        await Assertions.Expect(Chat(page, "renamed")).ToHaveCountAsync(0);
        await page.WaitForFunctionAsync($"key => ({FocusedKey})() === key", below.ToString());
        await page.CloseAsync();
    }

    [Fact]
    public async Task Archive_ThereAndBack()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await OpenAsync(app);
        await app.CreateChatAsync("old plans");
        await ChooseAsync(page, "old plans", "menu-archive");
        await Assertions.Expect(Chat(page, "old plans")).ToHaveCountAsync(0);

        await page.GetByTestId("search").FillAsync("plans");
        await Assertions.Expect(page.GetByTestId("hit-archived").First).ToHaveTextAsync("Archived");
        await page.GetByTestId("search-hit").First.ClickAsync();
        await Assertions.Expect(page.GetByTestId("archived-notice")).ToBeVisibleAsync();
        await page.Locator("[data-testid=chats-menu] button").ClickAsync();
        await page.GetByTestId("show-archive").ClickAsync();
        await Assertions.Expect(page.GetByTestId("archive-back")).ToBeFocusedAsync();
        await Assertions.Expect(Chat(page, "old plans")).ToBeVisibleAsync();

        await page.GetByTestId("notice-unarchive").ClickAsync();
        await Assertions.Expect(page.GetByTestId("archive-empty")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByTestId("archived-notice")).ToHaveCountAsync(0);
        await page.GetByTestId("archive-back").ClickAsync();
        await Assertions.Expect(Chat(page, "old plans")).ToBeVisibleAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task Export_OfAChat_IsWhatImportBringsBack()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await OpenAsync(app);
        await app.CreateChatAsync("季度/报告");

        IDownload markdown = await page.RunAndWaitForDownloadAsync(() => ChooseAsync(page, "季度/报告", "export-markdown"));
        Assert.Equal("季度 报告.md", markdown.SuggestedFilename);
        Assert.Contains("About 季度/报告", await TextAsync(markdown), StringComparison.Ordinal);
        IDownload json = await page.RunAndWaitForDownloadAsync(() => ChooseAsync(page, "季度/报告", "export-json"));
        using JsonDocument exported = JsonDocument.Parse(await TextAsync(json));
        Assert.Equal("qwenwebchat", exported.RootElement.GetProperty("format").GetString());
        await page.Locator("[data-testid=chats-menu] button").ClickAsync();
        IDownload all = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("export-all-markdown").ClickAsync());
        Assert.EndsWith(".zip", all.SuggestedFilename, StringComparison.Ordinal);

        await BeginImportAsync(page);
        await page.GetByTestId("import-file").SetInputFilesAsync(await json.PathAsync());
        await Assertions.Expect(page.GetByTestId("import-result")).ToContainTextAsync("1 chat imported.");
        await page.GetByTestId("import-close").ClickAsync();
        await Assertions.Expect(Chat(page, "季度/报告")).ToHaveCountAsync(2);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Import_ABadFileThenOpenWebUis_LosesNothing()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await OpenAsync(app);
        await app.CreateChatAsync("mine");
        await BeginImportAsync(page);

        await page.GetByTestId("import-file").SetInputFilesAsync(File("bad.json", """[{ "title": "Tigers", "chat": {} }]"""));
        await Assertions.Expect(page.GetByTestId("import-failed")).ToContainTextAsync("bad.json was not imported");
        await Assertions.Expect(page.GetByTestId("import-failed")).ToContainTextAsync("[0]: found no chat.history.messages; expected a chat of Open WebUI");
        await page.ShootAsync("import");
        await page.GetByTestId("import-file").SetInputFilesAsync(File("chats.json", """[{ "title": "Tigers", "history": { "messages": { "1": { "role": "user", "content": "hi" } } } }]"""));

        await Assertions.Expect(page.GetByTestId("import-result")).ToContainTextAsync("1 chat imported.");
        await page.GetByTestId("import-close").ClickAsync();
        await Assertions.Expect(page.GetByTestId("conversation")).ToHaveCountAsync(2);
        await Assertions.Expect(Chat(page, "mine")).ToBeVisibleAsync();
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task Import_SomeBad_NamesThemInView(string locale)
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        PageLooks looks = new(locale);
        IPage page = await OpenAsync(app, looks.Options);
        if (looks.BeginsOnPhone)
        {
            await page.Locator(".nav-button").ClickAsync();
        }

        await BeginImportAsync(page);
        await looks.EachAsync(page, look => page.ShootAsync($"import-empty-{look}"));
        string bad = string.Concat(Enumerable.Range(1, 120).Select(number => $$""", { "title": "季度报告 with a rather long title, number {{number}}", "chat": { "history": {} } }"""));
        string good = """{ "title": "Good", "history": { "messages": { "1": { "role": "user", "content": "\ud83d", "images": ["a", "b"], "files": [{ "type": "file" }] }, "2": { "role": "robot" } } } }""";
        await page.GetByTestId("import-file").SetInputFilesAsync(File("chats.json", $"[{good}{bad}]"));

        await Assertions.Expect(page.GetByTestId("import-refused").Locator("li")).ToHaveCountAsync(101);
        await looks.EachAsync(page, async look =>
        {
            await Assertions.Expect(page.GetByTestId("import-close")).ToBeInViewportAsync();
            Assert.True(await page.GetByTestId("import-refused").EvaluateAsync<bool>("list => list.scrollHeight > list.clientHeight && list.scrollWidth <= list.clientWidth"));
            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
            await page.ShootAsync($"import-some-{look}");
        });
        await page.CloseAsync();
    }

    [Fact]
    public async Task Phone_Drawer_HoldsItAll()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Hello"));
        IPage page = await OpenAsync(app, new BrowserNewPageOptions { ViewportSize = new() { Width = 390, Height = 780 }, HasTouch = true, IsMobile = true });
        await app.CreateFolderAsync("Work");
        await app.CreateChatAsync("one");
        await page.Locator(".nav-button").TapAsync();

        await Chat(page, "one").Locator("[data-testid=conversation-menu] button").TapAsync();
        await page.GetByTestId("menu-move").TapAsync();
        await Assertions.Expect(page.GetByTestId("move-to")).ToBeInViewportAsync();
        await page.GetByTestId("move-to").TapAsync();

        await Assertions.Expect(page.GetByTestId("folder").GetByTestId("conversation")).ToHaveTextAsync("one");
        // The menu that closes may stand over the edge for a moment.
        await Assertions.Expect(page.Locator("html")).ToHaveJSPropertyAsync("scrollWidth", 390);
        await page.CloseAsync();
    }

    private async Task<IPage> OpenAsync(ScriptedWebApp app, BrowserNewPageOptions? options = null)
    {
        IPage page = await browser.NewPageAsync(options ?? new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        await page.GotoAsync(app.Start());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        return page;
    }

    private static ILocator Chat(IPage page, string title) => page.GetByTestId("conversation").Filter(new() { HasText = title });

    private static async Task ChooseAsync(IPage page, string title, string choice)
    {
        await Chat(page, title).HoverAsync();
        await Chat(page, title).Locator("[data-testid=conversation-menu] button").ClickAsync();
        await page.GetByTestId(choice).ClickAsync();
    }

    private static async Task OpenMenuByKeysAsync(IPage page, string title)
    {
        await Chat(page, title).Locator("[data-testid=conversation-menu] button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByTestId("menu-rename")).ToBeFocusedAsync();
    }

    private static async Task PressAsync(IPage page, params string[] keys)
    {
        foreach (string key in keys)
        {
            await page.Keyboard.PressAsync(key);
        }
    }

    private static async Task BeginImportAsync(IPage page)
    {
        await page.Locator("[data-testid=chats-menu] button").ClickAsync();
        await page.GetByTestId("import").ClickAsync();
        await page.GetByTestId("import-dialog").WaitForAsync();
    }

    private static FilePayload File(string name, string text) => new() { Name = name, MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(text) };

    private static async Task<string> TextAsync(IDownload download) => await System.IO.File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
}
