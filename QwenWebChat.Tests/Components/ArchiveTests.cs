using Bunit;
using MudBlazor;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Components.Conversations;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Components;

/// <summary>Archived conversations: their list, their way back, and the notice above them.</summary>
public sealed class ArchiveTests
{
    [Fact]
    public async Task Archive_Opened_StandsInPlaceOfTheListAndGoesBack()
    {
        await using UiContext ui = new();
        Guid id = await ui.Database.CreateAsync("old");
        await ui.Database.CreateAsync("new");
        await ui.Database.Conversations.SetArchivedAsync(LocalOwner, id, isArchived: true, Cancellation);
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<SidebarChats> sidebar = ui.Render<SidebarChats>();

        sidebar.Find("[data-testid=chats-menu] button").Click();
        popovers.WaitForElement("[data-testid=show-archive]").Click();

        sidebar.WaitForAssertion(() => Assert.Equal("old", Assert.Single(sidebar.FindAll("[data-testid=conversation] a")).TextContent.Trim()));
        Assert.Empty(sidebar.FindAll("[data-testid=search]"));
        sidebar.Find("[data-testid=archive-back]").Click();
        sidebar.WaitForAssertion(() => Assert.Equal("new", Assert.Single(sidebar.FindAll("[data-testid=conversation] a")).TextContent.Trim()));
    }

    [Theory]
    [InlineData("en", "Nothing is archived", "Undo")]
    [InlineData("zh-Hans", "没有已归档的对话", "撤销")]
    public async Task Menu_Unarchive_EmptiesTheList_UndoFillsIt(string culture, string empty, string undo)
    {
        await using UiContext ui = new(culture);
        Guid id = await ui.Database.CreateAsync("old");
        await ui.Database.Conversations.SetArchivedAsync(LocalOwner, id, isArchived: true, Cancellation);
        IRenderedComponent<MudSnackbarProvider> snackbars = ui.Render<MudSnackbarProvider>();
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<ArchivedList> list = ui.Render<ArchivedList>();

        list.WaitForElement("[data-testid=conversation-menu] button").Click();
        popovers.WaitForElement("[data-testid=menu-unarchive]").Click();

        list.WaitForAssertion(() => Assert.Equal(empty, list.Find("[data-testid=archive-empty]").TextContent));
        Assert.False((await ui.Database.OpenAsync(id)).Summary.IsArchived);
        snackbars.WaitForAssertion(() => Assert.Contains(undo, snackbars.Markup, StringComparison.Ordinal));
        await snackbars.InvokeAsync(() => snackbars.FindAll("button").First(button => button.TextContent.Contains(undo, StringComparison.Ordinal)).Click());
        list.WaitForAssertion(() => Assert.Single(list.FindAll("[data-testid=conversation]")));
    }

    [Fact]
    public async Task Notice_OfAnArchivedChat_GoesWithIt()
    {
        await using UiContext ui = new();
        Guid id = await ui.Database.CreateAsync("old");
        IRenderedComponent<ArchivedNotice> notice = ui.Render<ArchivedNotice>(p => p.Add(n => n.Id, id));
        Assert.Empty(notice.FindAll("[data-testid=archived-notice]"));
        await ui.Database.Conversations.SetArchivedAsync(LocalOwner, id, isArchived: true, Cancellation);

        notice.WaitForElement("[data-testid=notice-unarchive]").Click();

        notice.WaitForAssertion(() => Assert.Empty(notice.FindAll("[data-testid=archived-notice]")));
        Assert.False((await ui.Database.OpenAsync(id)).Summary.IsArchived);
    }
}
