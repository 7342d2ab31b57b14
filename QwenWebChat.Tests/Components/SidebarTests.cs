using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Components.Conversations;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Components;

public sealed class SidebarTests
{
    [Theory]
    [InlineData("en", "Pinned")]
    [InlineData("zh-Hans", "已置顶")]
    public async Task List_Pinned_StandsFirstUnderItsHeading(string culture, string heading)
    {
        await using UiContext ui = new(culture);
        Guid pinned = await ui.Database.CreateAsync("one");
        await ui.Database.CreateAsync("two");
        ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();

        await ui.Database.Conversations.SetPinnedAsync(TestDatabase.LocalOwner, pinned, isPinned: true, TestDatabase.Cancellation);

        list.WaitForAssertion(() => Assert.Equal(heading, list.Find("h2").TextContent));
        Assert.Equal(["one", "two"], list.FindAll("[data-testid=conversation] a").Select(link => link.TextContent.Trim()));
        Assert.Equal($"chat/{pinned}", list.Find("[data-testid=conversation] a").GetAttribute("href"));
    }

    [Fact]
    public async Task List_Generating_IsMarkedUntilTheAnswerEnds()
    {
        await using UiContext ui = new(client: ScriptedChatClient.Hanging("Hel"));
        ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();
        ui.Render<ChatPage>();

        await ui.Conversation.SendAsync(new Draft("Hi"));
        list.WaitForAssertion(() => Assert.Single(list.FindAll(".current [data-testid=generating]")));

        ui.Conversation.Stop();
        list.WaitForAssertion(() => Assert.Empty(list.FindAll("[data-testid=generating]")));
    }

    [Fact]
    public async Task List_Long_ShowsMoreOnDemand()
    {
        await using UiContext ui = new();
        for (int i = 0; i < 60; i++)
        {
            await ui.Database.CreateAsync($"chat {i}");
        }

        ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();
        list.WaitForAssertion(() => Assert.Equal(50, list.FindAll("[data-testid=conversation]").Count));

        list.Find("[data-testid=more-chats]").Click();

        list.WaitForAssertion(() => Assert.Equal(60, list.FindAll("[data-testid=conversation]").Count));
        Assert.Empty(list.FindAll("[data-testid=more-chats]"));
    }

    [Fact]
    public async Task Menu_Rename_EditsInPlace()
    {
        await using UiContext ui = new();
        Guid id = await ui.Database.CreateAsync("old");
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();
        Choose(popovers, list, "menu-rename");

        list.Find("[data-testid=rename-field]").Input("new");
        list.Find("[data-testid=rename-field]").KeyDown("Enter");

        list.WaitForAssertion(() => Assert.Equal("new", list.Find("[data-testid=conversation] a").TextContent.Trim()));
        Assert.True((await ui.Database.OpenAsync(id)).Summary.IsTitleOwn);
    }

    [Fact]
    public async Task Menu_Pin_AndDeleteWithUndo()
    {
        await using UiContext ui = new();
        Guid id = await ui.Database.CreateAsync("one");
        IRenderedComponent<MudSnackbarProvider> snackbars = ui.Render<MudSnackbarProvider>();
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();
        Choose(popovers, list, "menu-pin");
        list.WaitForAssertion(() => Assert.Equal("Pinned", list.Find("h2").TextContent));

        Choose(popovers, list, "menu-delete");
        list.WaitForAssertion(() => Assert.Empty(list.FindAll("[data-testid=conversation]")));
        snackbars.WaitForAssertion(() => Assert.Contains("Chat deleted", snackbars.Markup, StringComparison.Ordinal));
        await snackbars.InvokeAsync(() => snackbars.FindAll("button").First(button => button.TextContent.Contains("Undo", StringComparison.Ordinal)).Click());

        list.WaitForAssertion(() => Assert.Single(list.FindAll("[data-testid=conversation]")));
        Assert.True((await ui.Database.OpenAsync(id)).Summary.IsPinned);
    }

    [Theory]
    [InlineData("报告")]
    [InlineData("季度报告")]
    public async Task Search_Chinese_MarksTheMatch(string words)
    {
        await using UiContext ui = new("zh-Hans");
        Guid id = await ui.Database.CreateAsync("工作");
        Guid message = await ui.Database.AddAsync(id, null, "请总结这份季度报告的要点");
        IRenderedComponent<SearchPanel> panel = ui.Render<SearchPanel>(p => p.AddChildContent("<i>list</i>"));
        Assert.Single(panel.FindAll("i"));

        panel.Find("[data-testid=search]").Input(words);

        panel.WaitForAssertion(() => Assert.Equal(words, panel.Find("[data-testid=search-hit] mark").TextContent));
        Assert.Equal($"chat/{id}?message={message}", panel.Find("[data-testid=search-hit]").GetAttribute("href"));
        Assert.Empty(panel.FindAll("i"));
        panel.Find("[data-testid=search]").KeyDown("Escape");
        panel.WaitForAssertion(() => Assert.Single(panel.FindAll("i")));
    }

    [Fact]
    public async Task Search_Archived_IsFoundAndSaysSo()
    {
        await using UiContext ui = new();
        Guid id = await ui.Database.CreateAsync("old plans");
        await ui.Database.CreateAsync("new plans");
        await ui.Database.Conversations.SetArchivedAsync(TestDatabase.LocalOwner, id, isArchived: true, TestDatabase.Cancellation);
        IRenderedComponent<SearchPanel> panel = ui.Render<SearchPanel>();

        panel.Find("[data-testid=search]").Input("plans");

        panel.WaitForAssertion(() => Assert.Equal(2, panel.FindAll("[data-testid=search-hit]").Count));
        Assert.Contains("old", Assert.Single(panel.FindAll("[data-testid=search-hit]"), hit => hit.TextContent.Contains("Archived", StringComparison.Ordinal)).TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Export as Markdown", "Export as JSON", "Export all as Markdown", "Export all as JSON")]
    [InlineData("zh-Hans", "导出为 Markdown", "导出为 JSON", "全部导出为 Markdown", "全部导出为 JSON")]
    public async Task Menus_EachRegisteredFormat_IsOffered(string culture, string first, string second, string allFirst, string allSecond)
    {
        await using UiContext ui = new(culture);
        ui.Services.AddSingleton<IChatFormat, ChatMarkdown>();
        ui.Services.AddSingleton<IChatFormat, ChatJson>();
        await ui.Database.CreateAsync("one");
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<SidebarChats> sidebar = ui.Render<SidebarChats>();

        sidebar.WaitForElement("[data-testid=conversation-menu] button").Click();
        popovers.WaitForAssertion(() => Assert.Equal([first, second], Texts(popovers, "[data-testid^=export]:not([data-testid^=export-all])")));
        sidebar.Find("[data-testid=chats-menu] button").Click();
        popovers.WaitForAssertion(() => Assert.Equal([allFirst, allSecond], Texts(popovers, "[data-testid^=export-all]")));
    }

    [Fact]
    public async Task Search_Nothing_SaysSo()
    {
        await using UiContext ui = new();
        IRenderedComponent<SearchPanel> panel = ui.Render<SearchPanel>();

        panel.Find("[data-testid=search]").Input("nowhere");

        panel.WaitForAssertion(() => Assert.Equal("Nothing found", panel.Find("[data-testid=no-hits]").TextContent));
    }

    private static IEnumerable<string> Texts(IRenderedComponent<MudPopoverProvider> popovers, string selector) =>
        popovers.FindAll(selector).Select(element => element.TextContent.Trim());

    private static void Choose(IRenderedComponent<MudPopoverProvider> popovers, IRenderedComponent<ConversationList> list, string choice)
    {
        list.Find("[data-testid=conversation-menu] button").Click();
        popovers.WaitForElement($"[data-testid={choice}]").Click();
    }
}
