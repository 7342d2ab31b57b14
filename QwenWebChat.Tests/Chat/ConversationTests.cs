using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.Tests.Chat;

public sealed class ConversationTests
{
    [Fact]
    public async Task Send_Text_KeepsQuestionAndAnswerWithItsFigures()
    {
        using TestChat chat = new(ScriptedChatClient.Saying("Hel", "lo"));
        Conversation conversation = chat.Conversation;

        Assert.True(await conversation.SendAsync(new Draft("\n  Hi\n")));
        await conversation.Completion;

        Assert.Collection(conversation.Messages,
            question => Assert.Equal((true, "  Hi"), (question.IsUser, question.Text)),
            answer =>
            {
                Assert.Equal(("Hello", MessageState.Finished), (answer.Text, answer.State));
                Assert.Equal(new AnswerFigures { AnswerTokens = 2, TokensPerSecond = 38.4, TokensPerStep = 1.9, TimeToFirstTokenMs = 420, FinishReason = "stop" }, answer.Figures);
            });
        Assert.False(conversation.IsGenerating);
        Assert.Equal("Hi", conversation.Title);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    public async Task Send_BlankText_IsRefused(string text)
    {
        using TestChat chat = new(ScriptedChatClient.Saying("no"));
        Conversation conversation = chat.Conversation;

        Assert.False(await conversation.SendAsync(new Draft(text)));
        Assert.Empty(conversation.Messages);
    }

    [Fact]
    public async Task Send_WhileGenerating_IsRefused()
    {
        using TestChat chat = new(ScriptedChatClient.Hanging("a"));
        Conversation conversation = chat.Conversation;
        await conversation.SendAsync(new Draft("first"));

        Assert.False(await conversation.SendAsync(new Draft("second")));

        conversation.Stop();
        await conversation.Completion;
        Assert.Equal(2, conversation.Messages.Count);
    }

    [Fact]
    public async Task Send_SecondMessage_CarriesTheConversation()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Hello");
        using TestChat chat = new(client);
        Conversation conversation = chat.Conversation;
        await conversation.SendAsync(new Draft("Hi"));
        await conversation.Completion;

        await conversation.SendAsync(new Draft("And now?"));
        await conversation.Completion;

        Assert.Equal(["user: Hi", "assistant: Hello", "user: And now?"], client.Requests[1].Select(message => $"{message.Role}: {message.Text}"));
    }

    [Fact]
    public async Task Send_BeforeTheFirstToken_ShowsProgress()
    {
        TaskCompletionSource go = new();
        async IAsyncEnumerable<ChatResponseUpdate> Script([EnumeratorCancellation] CancellationToken cancellation)
        {
            yield return ScriptedChatClient.Progress(ahead: 1);
            yield return ScriptedChatClient.Progress(ahead: 0, read: 8192, prompt: 30211);
            await go.Task.WaitAsync(cancellation);
            yield return ScriptedChatClient.Token("done");
            yield return ScriptedChatClient.End(ChatFinishReason.Stop);
        }

        using TestChat chat = new(new ScriptedChatClient(Script));
        Conversation conversation = chat.Conversation;
        Task seen = Until(conversation, () => conversation.Messages is [.., { } last] && last.Progress == new PromptProgress(0, 8192, 30211));
        await conversation.SendAsync(new Draft("long"));
        await seen.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(MessageState.Streaming, conversation.Messages[^1].State);
        go.SetResult();
        await conversation.Completion;
        Assert.Equal(("done", (PromptProgress?)null), (conversation.Messages[^1].Text, conversation.Messages[^1].Progress));
    }

    [Fact]
    public async Task Send_LengthLimit_SaysSo()
    {
        static async IAsyncEnumerable<ChatResponseUpdate> Script([EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.CompletedTask;
            yield return ScriptedChatClient.Token("cut");
            yield return ScriptedChatClient.End(ChatFinishReason.Length, tokens: 1);
        }

        using TestChat chat = new(new ScriptedChatClient(Script));
        Conversation conversation = chat.Conversation;
        await conversation.SendAsync(new Draft("go"));
        await conversation.Completion;

        Assert.Equal(MessageState.LengthLimit, conversation.Messages[^1].State);
    }

    [Fact]
    public async Task Stop_WhileStreaming_KeepsTheTextAndCancels()
    {
        using TestChat chat = new(ScriptedChatClient.Hanging("Hel", "lo"));
        Conversation conversation = chat.Conversation;
        Task seen = Until(conversation, () => conversation.Messages is [.., { Text: "Hello" }]);
        await conversation.SendAsync(new Draft("Hi"));
        await seen.WaitAsync(TestContext.Current.CancellationToken);

        conversation.Stop();

        Assert.False(conversation.IsGenerating);
        Assert.Equal(("Hello", MessageState.Stopped), (conversation.Messages[^1].Text, conversation.Messages[^1].State));
        await conversation.Completion;
        Assert.Equal(MessageState.Stopped, conversation.Messages[^1].State);
    }

    [Fact]
    public async Task Send_ContextOverflow_ReturnsTheTextAndKeepsNothing()
    {
        using TestChat chat = new(ScriptedChatClient.Throwing(new ContextOverflowException(40211, 32768)));
        Conversation conversation = chat.Conversation;
        await conversation.SendAsync(new Draft("too long"));
        await conversation.Completion;

        Assert.Empty(conversation.Messages);
        Assert.Equal(new SendFailure(SendFailureKind.ContextOverflow, 40211, 32768), conversation.Failure);
        Assert.Equal("too long", conversation.TakeRejectedDraft()?.Text);
        Assert.Null(conversation.TakeRejectedDraft()?.Text);
    }

    [Fact]
    public async Task Send_EngineUnavailable_ReturnsTheTextAndTheNextSendClearsTheFailure()
    {
        using TestChat chat = new(ScriptedChatClient.Throwing(new EngineUnavailableException("The queue is full.")));
        Conversation conversation = chat.Conversation;
        await conversation.SendAsync(new Draft("later"));
        await conversation.Completion;

        Assert.Empty(conversation.Messages);
        Assert.Equal(SendFailureKind.Unavailable, conversation.Failure?.Kind);
        Assert.Equal("later", conversation.TakeRejectedDraft()?.Text);

        await conversation.SendAsync(new Draft("again"));
        await conversation.Completion;
        Assert.Equal("again", conversation.TakeRejectedDraft()?.Text);
    }

    [Fact]
    public async Task Send_UnexpectedErrorMidway_KeepsWhatCameAndCanBeTriedAgain()
    {
        ScriptedChatClient client = ScriptedChatClient.Throwing(new InvalidOperationException("broken"), "Hel");
        using TestChat chat = new(client);
        Conversation conversation = chat.Conversation;
        await conversation.SendAsync(new Draft("Hi"));
        await conversation.Completion;

        Assert.Equal(("Hel", MessageState.Failed), (conversation.Messages[^1].Text, conversation.Messages[^1].State));
        Assert.True(await conversation.RegenerateAsync(conversation.Messages[^1].Id));
        await conversation.Completion;
        Assert.Equal(["user: Hi"], client.Requests[1].Select(message => $"{message.Role}: {message.Text}"));
        Assert.Equal(2, conversation.Messages.Count);
    }

    [Fact]
    public async Task Send_EngineInterrupted_EndsAsStopped()
    {
        using TestChat chat = new(new ScriptedChatClient(_ => Interrupted()));
        Conversation conversation = chat.Conversation;
        await conversation.SendAsync(new Draft("Hi"));
        await conversation.Completion;

        Assert.Equal(("Hel", MessageState.Stopped), (conversation.Messages[^1].Text, conversation.Messages[^1].State));

        static async IAsyncEnumerable<ChatResponseUpdate> Interrupted()
        {
            await Task.CompletedTask;
            yield return ScriptedChatClient.Token("Hel");
            yield return ScriptedChatClient.End(QwenChatClient.Interrupted);
        }
    }

    [Fact]
    public async Task Stream_ThousandTokensInASecond_TellsAtMostThirtyTimesAndAlwaysTheLast()
    {
        FakeTimeProvider time = new();
        int told = 0;
        string lastText = "";
        async IAsyncEnumerable<ChatResponseUpdate> Script([EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.CompletedTask;
            for (int i = 0; i < 1000; i++)
            {
                yield return ScriptedChatClient.Token("x");
                time.Advance(TimeSpan.FromMilliseconds(1));
            }

            yield return ScriptedChatClient.End(ChatFinishReason.Stop);
        }

        using TestChat chat = new(new ScriptedChatClient(Script), time);
        Conversation conversation = chat.Conversation;
        conversation.Changed += () =>
        {
            Interlocked.Increment(ref told);
            lastText = conversation.Messages[^1].Text;
        };
        await conversation.SendAsync(new Draft("go"));
        await conversation.Completion;

        // 25 frames, and one each for sending, the first token and the end.
        Assert.InRange(told, 20, 28);
        Assert.Equal(1000, lastText.Length);
        Assert.Equal(MessageState.Finished, conversation.Messages[^1].State);
    }

    private static Task Until(Conversation conversation, Func<bool> condition) => TestChat.Until(conversation, condition);
}
