using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Chat;

/// <summary>A conversation that outgrows the context: nothing is sent before the user has chosen.</summary>
public sealed class ConversationOverflowTests
{
    private static readonly string Long = string.Join(' ', Enumerable.Repeat("word", 190));

    [Fact]
    public async Task Send_TooLong_IsRefusedBeforeAnythingIsKeptOrSent()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Hello");
        using TestChat chat = await FilledAsync(client);

        Assert.False(await chat.Conversation.SendAsync(new Draft(Long)));

        SendFailure failure = chat.Conversation.Failure!;
        Assert.Equal((SendFailureKind.ContextOverflow, 400), (failure.Kind, failure.ContextTokens));
        Assert.InRange(failure.PromptTokens, 400, 420);
        Assert.Equal([Long], failure.Plan!.Turns);
        Assert.Equal(2, client.Requests.Count);
        Assert.Equal(4, (await chat.KeptAsync()).Count);
    }

    [Fact]
    public async Task LeaveOut_Trimmed_SendsTheRestAndKeepsTheChoice()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Hello");
        using TestChat chat = await FilledAsync(client);
        await chat.Conversation.SendAsync(new Draft("now " + Long));

        Assert.True(await chat.Conversation.LeaveOutAsync(summarizes: false));
        await chat.Conversation.Completion;

        Assert.Equal(["second", "Hello", "now " + Long], client.Requests[^1].Select(message => message.Text));
        Assert.Null(chat.Conversation.Failure);
        ConversationView kept = await chat.OpenAsync();
        Assert.Equal(6, kept.Path.Count);
        Assert.Equal(new HistoryCut(kept.Path[2].Id), kept.Path[4].Cut);

        // What follows is cut at the same place.
        await chat.Conversation.SendAsync(new Draft("next"));
        await chat.Conversation.Completion;
        Assert.Equal("second", client.Requests[^1][0].Text);
    }

    [Fact]
    public async Task LeaveOut_Summarized_TellsTheModelInShort()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("In short.");
        using TestChat chat = await FilledAsync(client);
        await chat.Conversation.SendAsync(new Draft("now " + Long));

        Assert.True(await chat.Conversation.LeaveOutAsync(summarizes: true));
        await chat.Conversation.Completion;

        Assert.Contains($"User: {Long}", client.Requests[2][0].Text, StringComparison.Ordinal);
        Assert.Equal(ChatRole.System, client.Requests[3][0].Role);
        Assert.EndsWith("Summary of the conversation so far:\nIn short.", client.Requests[3][0].Text, StringComparison.Ordinal);
        Assert.Equal("second", client.Requests[3][1].Text);
        Assert.Equal("In short.", (await chat.OpenAsync()).Path[4].Cut!.Summary);
        Assert.Equal("In short.", chat.Conversation.Messages[4].Cut!.Summary);
    }

    [Fact]
    public async Task LeaveOut_SummaryWithReasoning_KeepsNoneOfIt()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("<think>\nhm\n</think>\n\nIn short.");
        using TestChat chat = await FilledAsync(client);
        await chat.Conversation.SendAsync(new Draft("now " + Long));

        Assert.True(await chat.Conversation.LeaveOutAsync(summarizes: true));
        await chat.Conversation.Completion;

        Assert.Equal("In short.", (await chat.OpenAsync()).Path[4].Cut!.Summary);
    }

    [Fact]
    public async Task LeaveOut_SummaryFails_TakesTheMessageBack()
    {
        Queue<ScriptedChatClient> clients = new([ScriptedChatClient.Saying("a"), ScriptedChatClient.Saying("b"), ScriptedChatClient.Throwing(new IOException("disk"))]);
        ScriptedChatClient client = new(cancellation => clients.Dequeue().GetStreamingResponseAsync([], null, cancellation));
        using TestChat chat = await FilledAsync(client);
        await chat.Conversation.SendAsync(new Draft("now " + Long));

        await chat.Conversation.LeaveOutAsync(summarizes: true);
        await chat.Conversation.Completion;

        Assert.Equal(SendFailureKind.Failed, chat.Conversation.Failure?.Kind);
        Assert.Equal("now " + Long, chat.Conversation.TakeRejectedDraft()?.Text);
        Assert.Equal([Long, "a", "second", "b"], await chat.KeptAsync());
    }

    [Fact]
    public async Task SendAll_AfterACut_SendsEverythingAgain()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Hello");
        using TestChat chat = await FilledAsync(client);
        await chat.Conversation.SendAsync(new Draft("now " + Long));
        await chat.Conversation.LeaveOutAsync(summarizes: false);
        await chat.Conversation.Completion;
        Assert.Contains(chat.Conversation.Messages, message => message.Cut is not null);

        Assert.True(await chat.Conversation.SendAllAsync());

        Assert.All(chat.Conversation.Messages, message => Assert.Null(message.Cut));
        Assert.All((await chat.OpenAsync()).Path, message => Assert.Null(message.Cut));
    }

    [Fact]
    public async Task Summary_LongerThanTheContext_IsMadePieceByPiece()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("short");
        HistorySummary summary = new(client, new WordCounter(100), RequestOwner.Unknown, isRecorded: true);
        string message = string.Join(' ', Enumerable.Range(0, 200));

        Assert.Equal("short", await summary.WriteAsync([new ConversationMessage(Guid.NewGuid(), MessageRole.User, message)], TestContext.Current.CancellationToken));

        string asked = string.Concat(client.Requests.Select(request => request[0].Text.Split("Conversation:\n")[1].TrimEnd('\n')));
        Assert.InRange(client.Requests.Count, 4, 32);
        Assert.Equal(string.Concat(message.Where(char.IsDigit)), string.Concat(asked.Where(char.IsDigit)));
        Assert.All(client.Requests, request => Assert.InRange(WordCounter.WordsOf(request[0].Text), 1, 100));
    }

    // Two turns: one of 190 words, one of one.
    private static async Task<TestChat> FilledAsync(ScriptedChatClient client)
    {
        TestChat chat = new(client);
        await chat.Conversation.SendAsync(new Draft(Long));
        await chat.Conversation.Completion;
        await chat.Conversation.SendAsync(new Draft("second"));
        await chat.Conversation.Completion;
        client.Counter = new WordCounter(400) { MaxAnswerTokens = 20 };
        return chat;
    }
}
