using Bunit;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Components;

/// <summary>The page of a conversation that is kept.</summary>
public sealed class ChatConversationTests
{
    [Fact]
    public async Task Page_UnknownConversation_SaysSoInPlace()
    {
        await using UiContext ui = new();

        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>(p => p.Add(c => c.Id, Guid.NewGuid()));

        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=chat-not-found] a[href='']")));
        Assert.True(page.Find("[data-testid=send]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Pages_OfOneChat_Agree()
    {
        await using UiContext ui = new(client: ScriptedChatClient.Hanging("Hel", "lo"));
        IRenderedComponent<ChatPage> first = ui.Render<ChatPage>();
        await ui.Conversation.SendAsync(new Draft("Hi"));
        await TestChat.Until(ui.Conversation, () => ui.Conversation.ConversationId is not null);
        IRenderedComponent<ChatPage> second = ui.Render<ChatPage>(p => p.Add(c => c.Id, ui.Conversation.ConversationId));
        second.WaitForAssertion(() => Assert.Contains("Hello", second.Find("[data-answer]").TextContent, StringComparison.Ordinal));

        second.Find("[data-testid=stop]").Click();

        Assert.All([first, second], page => page.WaitForAssertion(() => Assert.Equal("stopped", page.Find("[data-testid=message-assistant]").GetAttribute("data-state"))));
    }

    [Fact]
    public async Task Edit_Message_ShowsVersionsAndArrowsLeadBack()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        await ui.Conversation.SendAsync(new Draft("first"));
        await ui.Conversation.Completion;

        page.WaitForElement("[data-testid=edit]").Click();
        Assert.Equal("first", page.Find("[data-testid=edit-field]").GetAttribute("value"));
        await page.KeepEditAsync("second");

        page.WaitForAssertion(() => Assert.Equal("2/2", page.Find("[data-testid=message-user] .version-count").TextContent));
        Assert.Equal("second", page.Find(".user-text").TextContent);
        await ui.Conversation.Completion;
        page.WaitForAssertion(() => Assert.False(page.Find("[data-testid=version-previous]").HasAttribute("disabled")));
        page.Find("[data-testid=version-previous]").Click();
        page.WaitForAssertion(() => Assert.Equal("first", page.Find(".user-text").TextContent));
    }

    [Fact]
    public async Task Feedback_Given_IsPressedAndTakenBack()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        await ui.Conversation.SendAsync(new Draft("Hi"));
        await ui.Conversation.Completion;

        page.WaitForElement("[data-testid=feedback-up]").Click();
        page.WaitForAssertion(() => Assert.Equal("true", page.Find("[data-testid=feedback-up]").GetAttribute("aria-pressed")));
        Assert.Equal(MessageFeedback.Up, (await ui.Database.OpenAsync(ui.Conversation.StoredId!.Value)).Path[^1].Feedback);

        page.Find("[data-testid=feedback-up]").Click();
        page.WaitForAssertion(() => Assert.Equal("false", page.Find("[data-testid=feedback-up]").GetAttribute("aria-pressed")));
    }
}
