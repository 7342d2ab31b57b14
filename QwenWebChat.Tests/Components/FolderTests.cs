using AngleSharp.Dom;
using Bunit;
using MudBlazor;
using QwenWebChat.App.Components.Conversations;
using QwenWebChat.App.Conversations;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Components;

/// <summary>Folders in the sidebar.</summary>
public sealed class FolderTests
{
    [Theory]
    [InlineData("en", "Folders")]
    [InlineData("zh-Hans", "文件夹")]
    public async Task List_Folders_StandBetweenPinnedAndTheDays(string culture, string heading)
    {
        await using UiContext ui = new(culture);
        Guid folder = await ui.CreateFolderAsync("work");
        await ui.CreateInAsync(folder, "in it");
        Guid pinned = await ui.CreateInAsync(folder, "pinned");
        await ui.Database.Conversations.SetPinnedAsync(LocalOwner, pinned, isPinned: true, Cancellation);
        await ui.Database.CreateAsync("outside");
        ui.Render<MudPopoverProvider>();

        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();

        list.WaitForAssertion(() => Assert.Equal(heading, list.FindAll("h2")[1].TextContent));
        Assert.Equal(["pinned", "outside"], Titles(list.FindAll("[data-testid=conversation] a")));
        IElement toggle = list.Find("[data-testid=folder-toggle]");
        Assert.Equal("false", toggle.GetAttribute("aria-expanded"));
        toggle.Click();
        list.WaitForAssertion(() => Assert.Equal(["in it"], Titles(list.FindAll("[data-testid=folder] [data-testid=conversation] a"))));
        Assert.Equal("true", list.Find("[data-testid=folder-toggle]").GetAttribute("aria-expanded"));
        Assert.Equal($"folder-{folder}", list.Find("[data-testid=folder-toggle]").GetAttribute("aria-controls"));
    }

    [Fact]
    public async Task Folder_Long_ShowsMoreOnDemand()
    {
        await using UiContext ui = new();
        Guid folder = await ui.CreateFolderAsync("work");
        for (int i = 0; i < 60; i++)
        {
            await ui.CreateInAsync(folder, $"chat {i}");
        }

        ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();
        list.WaitForElement("[data-testid=folder-toggle]").Click();
        list.WaitForAssertion(() => Assert.Equal(50, list.FindAll("[data-testid=conversation]").Count));

        list.Find("[data-testid=more-chats]").Click();

        list.WaitForAssertion(() => Assert.Equal(60, list.FindAll("[data-testid=conversation]").Count));
        Assert.Empty(list.FindAll("[data-testid=more-chats]"));
    }

    [Fact]
    public async Task Folder_Empty_SaysHowToFillIt()
    {
        await using UiContext ui = new();
        await ui.CreateFolderAsync("work");
        ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();

        list.WaitForElement("[data-testid=folder-toggle]").Click();

        Assert.StartsWith("Nothing here yet", list.WaitForElement("[data-testid=folder-empty]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Menu_MoveToFolder_MovesAndOpensIt()
    {
        await using UiContext ui = new();
        await ui.CreateFolderAsync("work");
        await ui.Database.CreateAsync("one");
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();

        Choose(popovers, list, "conversation-menu", "menu-move");
        popovers.WaitForElement("[data-testid=move-to]").Click();

        list.WaitForAssertion(() => Assert.Equal(["one"], Titles(list.FindAll("[data-testid=folder] [data-testid=conversation] a"))));
        Choose(popovers, list, "conversation-menu", "menu-move");
        popovers.WaitForElement("[data-testid=move-out]").Click();
        list.WaitForAssertion(() => Assert.Empty(list.FindAll("[data-testid=folder] [data-testid=conversation]")));
        Assert.Single(list.FindAll("[data-testid=conversation]"));
    }

    [Fact]
    public async Task Menu_NewFolder_IsNamedInTheListAndTakesTheChat()
    {
        await using UiContext ui = new();
        await ui.Database.CreateAsync("one");
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();

        Choose(popovers, list, "conversation-menu", "menu-move");
        popovers.WaitForElement("[data-testid=move-to-new]").Click();
        list.WaitForElement("[data-testid=new-folder-field]").Input("work");
        list.Find("[data-testid=new-folder-field]").KeyDown("Enter");

        list.WaitForAssertion(() => Assert.Equal(["one"], Titles(list.FindAll("[data-testid=folder] [data-testid=conversation] a"))));
        Assert.Equal("work", list.Find("[data-testid=folder-toggle]").TextContent.Trim());
        Assert.Empty(list.FindAll("[data-testid=new-folder-field]"));
    }

    [Fact]
    public async Task NewFolder_Escape_MakesNone()
    {
        await using UiContext ui = new();
        ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();
        await list.InvokeAsync(() => list.Instance.BeginFolder());

        list.Find("[data-testid=new-folder-field]").Input("work");
        list.Find("[data-testid=new-folder-field]").KeyDown("Escape");

        Assert.Empty(list.FindAll("[data-testid=new-folder-field]"));
        Assert.Empty(await ui.Database.Folders.ListAsync(LocalOwner, Cancellation));
    }

    [Fact]
    public async Task Folder_RenameMoveDeleteUndo()
    {
        await using UiContext ui = new();
        await ui.CreateFolderAsync("first");
        Guid second = await ui.CreateFolderAsync("second");
        Guid id = await ui.CreateInAsync(second, "one");
        IRenderedComponent<MudSnackbarProvider> snackbars = ui.Render<MudSnackbarProvider>();
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();
        list.WaitForAssertion(() => Assert.Equal(2, list.FindAll("[data-testid=folder]").Count));

        Choose(popovers, list, "folder-menu", "folder-rename");
        list.WaitForElement("[data-testid=rename-field]").Input("1st");
        list.Find("[data-testid=rename-field]").KeyDown("Enter");
        list.WaitForAssertion(() => Assert.Equal(["1st", "second"], Titles(list.FindAll("[data-testid=folder-toggle]"))));

        Choose(popovers, list, "folder-menu", "folder-down");
        list.WaitForAssertion(() => Assert.Equal(["second", "1st"], Titles(list.FindAll("[data-testid=folder-toggle]"))));

        Choose(popovers, list, "folder-menu", "folder-delete");
        list.WaitForAssertion(() => Assert.Equal(["one"], Titles(list.FindAll("[data-testid=conversation] a"))));
        snackbars.WaitForAssertion(() => Assert.Contains("its chats remain", snackbars.Markup, StringComparison.Ordinal));
        await snackbars.InvokeAsync(() => snackbars.FindAll("button").First(button => button.TextContent.Contains("Undo", StringComparison.Ordinal)).Click());

        list.WaitForAssertion(() => Assert.Equal(["second", "1st"], Titles(list.FindAll("[data-testid=folder-toggle]"))));
        Assert.Equal(second, (await ui.Database.OpenAsync(id)).Summary.FolderId);
    }

    private static void Choose(IRenderedComponent<MudPopoverProvider> popovers, IRenderedComponent<ConversationList> list, string menu, string choice)
    {
        list.WaitForElement($"[data-testid={menu}] button").Click();
        popovers.WaitForElement($"[data-testid={choice}]").Click();
    }

    private static IEnumerable<string> Titles(IEnumerable<IElement> elements) => elements.Select(element => element.TextContent.Trim());
}
