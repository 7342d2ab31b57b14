using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Components;

/// <summary>The page of a temporary chat.</summary>
public sealed class TemporaryChatTests
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Theory]
    [InlineData("en", "Nothing of this chat is stored", "Temporary chat")]
    [InlineData("zh-Hans", "此对话的任何内容都不会保存", "临时对话")]
    public async Task Switch_OfAnEmptyChat_SaysWhatItDoesAndTakesTheTextAlong(string culture, string about, string label)
    {
        await using UiContext ui = new(culture);
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        IRenderedComponent<Composer> composer = page.FindComponent<Composer>();
        await composer.InvokeAsync(() => composer.Instance.DraftChangedAsync("new", "written before"));
        Assert.Equal(("false", label), (page.Find("[data-testid=temporary-switch]").GetAttribute("aria-checked"), page.Find("[data-testid=temporary-switch]").TextContent.Trim()));
        Assert.Empty(page.FindAll("[data-testid=temporary-notice]"));

        page.Find("[data-testid=temporary-switch]").Click();

        page.WaitForAssertion(() => Assert.True(ui.Conversation.IsTemporary));
        page.WaitForAssertion(() => Assert.Contains(about, page.Find("[data-testid=temporary-notice]").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find("[data-testid=temporary-switch]").GetAttribute("aria-checked"));
        page.WaitForAssertion(() => Assert.Equal("written before", composer.Instance.Written));
        Assert.Equal("", (await ui.Database.Drafts.OpenAsync(Account.LocalId, DraftPlace.New, Cancellation)).Text);
        Assert.Equal("written before", (await ui.Conversation.Drafts.OpenAsync(Account.LocalId, ui.Conversation.DraftPlace, Cancellation)).Text);

        page.Find("[data-testid=temporary-switch]").Click();

        page.WaitForAssertion(() => Assert.False(ui.Conversation.IsTemporary));
        Assert.Equal("written before", (await ui.Database.Drafts.OpenAsync(Account.LocalId, DraftPlace.New, Cancellation)).Text);
    }

    [Fact]
    public async Task Send_InATemporaryChat_StaysUnderItsAddressAndStoresNothing()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = RenderTemporary(ui);
        IRenderedComponent<Composer> composer = page.FindComponent<Composer>();
        string place = ui.Conversation.DraftPlace.ToString();

        Assert.Equal(1, await composer.InvokeAsync(() => composer.Instance.DraftChangedAsync(place, "zebra draft")));
        Assert.True(await composer.InvokeAsync(() => composer.Instance.SubmitAsync(place, "zebra question")));
        await ui.Conversation.Completion;

        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=message-assistant]")));
        Assert.Empty(page.FindAll("[data-testid=temporary-switch]"));
        Assert.Contains("Temporary chat", page.Find("[data-testid=temporary-notice]").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("?temporary=true", Navigation(ui).Uri, StringComparison.Ordinal);
        Assert.Empty((await ui.Database.Conversations.ListAsync(Account.LocalId, ConversationFilter.Active, Cancellation)).Conversations);
        Assert.Empty(StoredText.FilesWith(ui.Database.Folder, "zebra"));
    }

    /// <summary>Leaving after the question is tried in the browser.</summary>
    [Fact]
    public async Task Leave_WithMessages_AsksFirstAndStaysOnDemand()
    {
        await using UiContext ui = new();
        IRenderedComponent<MudDialogProvider> dialogs = ui.Render<MudDialogProvider>();
        IRenderedComponent<ChatPage> page = RenderTemporary(ui);
        Conversation temporary = ui.Conversation;
        await page.InvokeAsync(() => temporary.SendAsync(new Draft("Hi")));
        await temporary.Completion;
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=message-assistant]")));

        Task leaving = page.InvokeAsync(() => Navigation(ui).NavigateTo(""));
        dialogs.WaitForAssertion(() => Assert.Single(dialogs.FindAll("[data-testid=leave-temporary]")));
        dialogs.Find("[data-testid=leave-no]").Click();
        await leaving;

        dialogs.WaitForAssertion(() => Assert.Empty(dialogs.FindAll("[data-testid=leave-temporary]")));
        Assert.Same(temporary, ui.Conversation);
        Assert.Single(page.FindAll("[data-testid=message-assistant]"));
    }

    [Fact]
    public async Task Leave_Empty_AsksNothing()
    {
        await using UiContext ui = new();
        IRenderedComponent<MudDialogProvider> dialogs = ui.Render<MudDialogProvider>();
        IRenderedComponent<ChatPage> page = RenderTemporary(ui);

        await page.InvokeAsync(() => Navigation(ui).NavigateTo(""));

        page.WaitForAssertion(() => Assert.False(ui.Conversation.IsTemporary));
        Assert.Empty(dialogs.FindAll("[data-testid=leave-temporary]"));
    }

    [Fact]
    public async Task Draft_OfATemporaryChatThatEnded_IsDropped()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = RenderTemporary(ui);
        IRenderedComponent<Composer> composer = page.FindComponent<Composer>();
        string place = ui.Conversation.DraftPlace.ToString();
        await page.InvokeAsync(() => Navigation(ui).NavigateTo(""));
        page.WaitForAssertion(() => Assert.False(ui.Conversation.IsTemporary));

        Assert.Null(await composer.InvokeAsync(() => composer.Instance.DraftChangedAsync(place, "zebra")));

        Assert.Empty(StoredText.FilesWith(ui.Database.Folder, "zebra"));
        Assert.Empty(page.FindAll("[data-testid=draft-unkept]"));
    }

    private static NavigationManager Navigation(UiContext ui) => ui.Services.GetRequiredService<NavigationManager>();

    private static IRenderedComponent<ChatPage> RenderTemporary(UiContext ui)
    {
        Navigation(ui).NavigateTo("?temporary=true");
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        page.WaitForAssertion(() => Assert.True(ui.Conversation.IsTemporary));
        return page;
    }
}
