using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Tests.Chat;

/// <summary>Answers that go on, branches that go and come back, setups that reach the model.</summary>
public sealed class ConversationChangesTests
{
    [Fact]
    public async Task Continue_CutAnswer_GoesOnInPlace()
    {
        List<bool> continued = [];
        Queue<ChatFinishReason> ends = new([ChatFinishReason.Length, ChatFinishReason.Stop]);
        Queue<string> texts = new(["The first half", " and the rest."]);
        ScriptedChatClient client = new(_ => Say(texts.Dequeue(), ends.Dequeue()))
        {
            OnRequest = options => continued.Add(Assert.IsType<QwenChatOptions>(options).ContinuesAnswer),
        };
        using TestChat chat = new(client);
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;
        Guid id = chat.Conversation.Messages[1].Id;
        Assert.True(chat.Conversation.Messages[1].IsCut);

        Assert.True(await chat.Conversation.ContinueAsync());
        await chat.Conversation.Completion;

        ConversationMessage answer = chat.Conversation.Messages[1];
        Assert.Equal((id, "The first half and the rest.", MessageState.Finished), (answer.Id, answer.Text, answer.State));
        Assert.Equal(8, answer.Figures!.AnswerTokens);
        Assert.Equal([false, true], continued);
        Assert.Equal(["user: Hi", "assistant: The first half"], client.Requests[1].Select(message => $"{message.Role}: {message.Text}"));
        Assert.Equal(MessageState.Finished, (await chat.OpenAsync()).Path[1].State);
        Assert.False(await chat.Conversation.ContinueAsync());
    }

    /// <summary>The tokens are kept with what was cut, after a restart too, and half a character is in them alone.</summary>
    [Fact]
    public async Task Continue_CutAnswer_GoesOnFromItsTokens()
    {
        List<IReadOnlyList<int>> continued = [];
        Queue<ChatFinishReason> ends = new([ChatFinishReason.Length, ChatFinishReason.Length, ChatFinishReason.Stop]);
        ScriptedChatClient client = new(_ => Say("x", ends.Dequeue(), [40, 41]))
        {
            OnRequest = options => continued.Add(Assert.IsType<QwenChatOptions>(options).ContinuedIds),
        };
        using TestChat chat = new(client);
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;
        Assert.Equal([40, 41], (await chat.OpenAsync()).Path[1].TokenIds);

        await chat.Conversation.ContinueAsync();
        await chat.Conversation.Completion;
        Assert.Equal([40, 41, 40, 41], (await chat.OpenAsync()).Path[1].TokenIds);
        await chat.Conversation.ContinueAsync();
        await chat.Conversation.Completion;

        Assert.Equal([[], [40, 41], [40, 41, 40, 41]], continued);
        Assert.Empty((await chat.OpenAsync()).Path[1].TokenIds);
    }

    [Fact]
    public async Task Continue_Refused_LeavesTheAnswerAsItWas()
    {
        Queue<ScriptedChatClient> clients = new([ScriptedChatClient.Hanging("half"), ScriptedChatClient.Throwing(new EngineUnavailableException("busy"))]);
        using TestChat chat = new(new ScriptedChatClient(cancellation => clients.Dequeue().GetStreamingResponseAsync([], null, cancellation)));
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await TestChat.Until(chat.Conversation, () => chat.Conversation.Messages is [_, { Text: "half" }]);
        chat.Conversation.Stop();
        await chat.Conversation.Completion;

        await chat.Conversation.ContinueAsync();
        await chat.Conversation.Completion;

        Assert.Equal(("half", MessageState.Stopped), (chat.Conversation.Messages[1].Text, chat.Conversation.Messages[1].State));
        Assert.Equal(SendFailureKind.Unavailable, chat.Conversation.Failure?.Kind);
        ConversationMessage kept = (await chat.OpenAsync()).Path[1];
        Assert.Equal(("half", MessageState.Stopped), (kept.Text, kept.State));
    }

    [Fact]
    public async Task DeleteBranch_Undone_IsBackWithAllItsVersions()
    {
        using TestChat chat = new(ScriptedChatClient.Saying("Hello"));
        await chat.Conversation.SendAsync(new Draft("Hi", [new MessageAttachment("a.txt", "text")]));
        await chat.Conversation.Completion;
        await chat.Conversation.RegenerateAsync(chat.Conversation.Messages[^1].Id);
        await chat.Conversation.Completion;
        await chat.Conversation.SendAsync(new Draft("more"));
        await chat.Conversation.Completion;
        System.Collections.Immutable.ImmutableList<ConversationMessage> before = chat.Conversation.Messages;

        DeletedBranch deleted = (await chat.Conversation.DeleteBranchAsync(before[0].Id))!;
        Assert.Empty(chat.Conversation.Messages);
        Assert.Equal(5, deleted.Messages.Count);
        Assert.True(await chat.Conversation.RestoreBranchAsync(deleted));

        Assert.Equal(before.Select(message => (message.Id, message.Text, message.Version, message.Versions.Count)),
            chat.Conversation.Messages.Select(message => (message.Id, message.Text, message.Version, message.Versions.Count)));
        Assert.Equal(new MessageAttachment("a.txt", "text"), Assert.Single(chat.Conversation.Messages[0].Attachments));
        Assert.False(await chat.Conversation.RestoreBranchAsync(deleted));
    }

    [Fact]
    public async Task DeleteBranch_AfterAll_TheChatStaysAndGoesOn()
    {
        using TestChat chat = new(ScriptedChatClient.Throwing(new EngineUnavailableException("busy")));
        Guid id = await chat.Database.CreateAsync("kept");
        Guid question = await chat.Database.AddAsync(id, null, "q");
        Conversation conversation = (await chat.Desk.OpenAsync(Account.LocalId, id, TestContext.Current.CancellationToken))!;
        await conversation.DeleteBranchAsync(question);

        await conversation.SendAsync(new Draft("again"));
        await conversation.Completion;

        Assert.Equal("again", conversation.TakeRejectedDraft()?.Text);
        Assert.Empty((await chat.Database.OpenAsync(id)).Path);
        chat.Desk.Close(conversation);
    }

    [Theory]
    [InlineData(OutputFormatKind.Text, null, null)]
    [InlineData(OutputFormatKind.Json, null, "any")]
    [InlineData(OutputFormatKind.JsonSchema, "{ \"type\": \"object\" }", "{ \"type\": \"object\" }")]
    public async Task Setup_WithAnOutputFormat_IsTheResponseFormatOfTheRequest(OutputFormatKind kind, string? schema, string? expected)
    {
        List<ChatOptions> asked = [];
        ScriptedChatClient client = ScriptedChatClient.Saying("{}");
        client.OnRequest = options => asked.Add(options!);
        using TestChat chat = new(client);

        await chat.Conversation.SetSetupAsync(ChatSetup.None with { Format = new OutputFormat { Kind = kind, Schema = schema } });
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;

        ChatResponseFormatJson? format = asked[0].ResponseFormat as ChatResponseFormatJson;
        Assert.Equal(expected, format is null ? null : format.Schema is { } sent ? sent.GetRawText() : "any");
    }

    [Fact]
    public async Task Send_FormatThatTheEngineRefuses_ComesBackWithTheReason()
    {
        using TestChat chat = new(ScriptedChatClient.Throwing(new GrammarException("/properties/a", "it is not supported")));

        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;

        Assert.Equal(SendFailureKind.InvalidFormat, chat.Conversation.Failure?.Kind);
        Assert.Equal("/properties/a: it is not supported", chat.Conversation.Failure?.Reason);
        Assert.Equal("Hi", chat.Conversation.TakeRejectedDraft()?.Text);
        Assert.Empty(chat.Conversation.Messages);
    }

    [Fact]
    public async Task Setup_OfAChat_ReachesTheModelAndIsKept()
    {
        List<ChatOptions> asked = [];
        ScriptedChatClient client = ScriptedChatClient.Saying("Hello");
        client.OnRequest = options => asked.Add(options!);
        using TestChat chat = new(client);
        ChatSetup setup = new("Be brief.", new SamplingOverrides
        {
            Temperature = 0.5,
            TopP = 0.25,
            TopK = 7,
            MinP = 0.125,
            RepetitionPenalty = 1.5,
            PresencePenalty = -0.5,
            FrequencyPenalty = 0.75,
            Seed = 11,
            MaxTokens = 99,
            Stop = StopSequences.FromLines("END\n ###\n"),
        });

        await chat.Conversation.SetSetupAsync(setup);
        await chat.Conversation.SendAsync(new Draft("Hi", [new MessageAttachment("a \"b\".txt", "text\n")]));
        await chat.Conversation.Completion;

        Assert.Equal(["system: Be brief.", "user: <file name=\"a 'b'.txt\">\ntext\n</file>\n\nHi"], client.Requests[0].Select(message => $"{message.Role}: {message.Text}"));
        SamplingOverrides sampling = ChatMlMapping.ToOverrides(Assert.IsType<QwenChatOptions>(asked[0]));
        Assert.Equal(["END", "###"], sampling.Stop!);
        Assert.Equal((0.5, 0.25, 7, 0.125, 1.5), (sampling.Temperature, sampling.TopP, sampling.TopK, sampling.MinP, sampling.RepetitionPenalty));
        Assert.Equal((-0.5, 0.75, 11ul, 99), (sampling.PresencePenalty, sampling.FrequencyPenalty, sampling.Seed, sampling.MaxTokens));
        Assert.Equal(setup, (await chat.OpenAsync()).Setup);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Say(string text, ChatFinishReason end, int[]? ids = null)
    {
        await Task.CompletedTask;
        yield return ScriptedChatClient.Token(text);
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new GenerationTokensContent(ids ?? [])]);
        yield return ScriptedChatClient.End(end, tokens: 4, speed: 10, firstSeconds: 0.1);
    }
}
