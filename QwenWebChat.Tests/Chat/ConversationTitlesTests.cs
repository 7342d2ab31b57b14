using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Chat;

public sealed class ConversationTitlesTests
{
    [Theory]
    [InlineData("\"A trip to Rome.\"\nMore", "A trip to Rome")]
    [InlineData("《罗马之旅》", "罗马之旅")]
    [InlineData(" \n", null)]
    public void Clean_Title_IsOneBareLine(string text, string? title) => Assert.Equal(title, ConversationTitles.Clean(text));

    [Fact]
    public async Task Answer_First_GetsATitleInTheBackground()
    {
        RequestPriority? priority = null;
        ScriptedChatClient titles = ScriptedChatClient.Saying("A trip ", "to Rome");
        titles.OnRequest = options => priority = Assert.IsType<QwenChatOptions>(options).Priority;
        using TestChat chat = new(ScriptedChatClient.Saying("Take the train."), titles: titles);

        await chat.Conversation.SendAsync(new Draft("How do I get to Rome?"));
        await chat.Conversation.Completion;
        await chat.Conversation.Titling;

        Assert.Equal("A trip to Rome", (await chat.OpenAsync()).Summary.Title);
        await TestChat.Until(chat.Conversation, () => chat.Conversation.Title == "A trip to Rome");
        Assert.Equal(RequestPriority.Background, priority);
        Assert.Single(titles.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public async Task Answer_TitleEmptyTooLongOrFailed_KeepsTheFirstLine(string title)
    {
        ScriptedChatClient titles = title.Length == 0 ? ScriptedChatClient.Throwing(new IOException("broken")) : ScriptedChatClient.Saying(string.Concat(Enumerable.Repeat(title, 100)));
        using TestChat chat = new(ScriptedChatClient.Saying("Yes."), titles: titles);

        await chat.Conversation.SendAsync(new Draft("Is it?\nReally?"));
        await chat.Conversation.Completion;
        await chat.Conversation.Titling;

        Assert.Equal("Is it?", (await chat.OpenAsync()).Summary.Title);
    }

    [Fact]
    public async Task Answer_WithReasoning_GivesTheTitleNoneOfIt()
    {
        ScriptedChatClient titles = ScriptedChatClient.Saying("<think>\nhm\n</think>\n\nA trip to Rome");
        using TestChat chat = new(ScriptedChatClient.Saying("<think>\nBy train or by car?\n</think>\n\nTake the train."), titles: titles);

        await chat.Conversation.SendAsync(new Draft("How do I get to Rome?"));
        await chat.Conversation.Completion;
        await chat.Conversation.Titling;

        Assert.Equal("A trip to Rome", (await chat.OpenAsync()).Summary.Title);
        Assert.DoesNotContain("by car", Assert.Single(titles.Requests)[0].Text, StringComparison.Ordinal);
    }
}
