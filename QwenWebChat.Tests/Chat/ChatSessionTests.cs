using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.Tests.Chat;

public sealed class ChatSessionTests
{
    [Fact]
    public async Task Send_Text_KeepsQuestionAndAnswerWithItsFigures()
    {
        using TestChat chat = new(ScriptedChatClient.Saying("Hel", "lo"));
        ChatSession session = chat.Session;

        Assert.True(await session.SendAsync(new Draft("\n  Hi\n")));
        await session.Completion;

        Assert.Collection(session.Messages,
            question => Assert.Equal((true, "  Hi"), (question.IsUser, question.Text)),
            answer =>
            {
                Assert.Equal(("Hello", AnswerState.Finished), (answer.Text, answer.State));
                Assert.Equal(new AnswerFigures(2, 38.4, TimeSpan.FromSeconds(0.42)), answer.Figures);
            });
        Assert.False(session.IsGenerating);
        Assert.Equal("Hi", session.Title);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    public async Task Send_BlankText_IsRefused(string text)
    {
        using TestChat chat = new(ScriptedChatClient.Saying("no"));
        ChatSession session = chat.Session;

        Assert.False(await session.SendAsync(new Draft(text)));
        Assert.Empty(session.Messages);
    }

    [Fact]
    public async Task Send_WhileGenerating_IsRefused()
    {
        using TestChat chat = new(ScriptedChatClient.Hanging("a"));
        ChatSession session = chat.Session;
        await session.SendAsync(new Draft("first"));

        Assert.False(await session.SendAsync(new Draft("second")));

        session.Stop();
        await session.Completion;
        Assert.Equal(2, session.Messages.Count);
    }

    [Fact]
    public async Task Send_SecondMessage_CarriesTheConversation()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Hello");
        using TestChat chat = new(client);
        ChatSession session = chat.Session;
        await session.SendAsync(new Draft("Hi"));
        await session.Completion;

        await session.SendAsync(new Draft("And now?"));
        await session.Completion;

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
        ChatSession session = chat.Session;
        Task seen = Until(session, () => session.Messages is [.., { } last] && last.Progress == new PromptProgress(0, 8192, 30211));
        await session.SendAsync(new Draft("long"));
        await seen.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(AnswerState.Waiting, session.Messages[^1].State);
        go.SetResult();
        await session.Completion;
        Assert.Equal(("done", (PromptProgress?)null), (session.Messages[^1].Text, session.Messages[^1].Progress));
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
        ChatSession session = chat.Session;
        await session.SendAsync(new Draft("go"));
        await session.Completion;

        Assert.Equal(AnswerState.LengthLimit, session.Messages[^1].State);
    }

    [Fact]
    public async Task Stop_WhileStreaming_KeepsTheTextAndCancels()
    {
        using TestChat chat = new(ScriptedChatClient.Hanging("Hel", "lo"));
        ChatSession session = chat.Session;
        Task seen = Until(session, () => session.Messages is [.., { Text: "Hello" }]);
        await session.SendAsync(new Draft("Hi"));
        await seen.WaitAsync(TestContext.Current.CancellationToken);

        session.Stop();

        Assert.False(session.IsGenerating);
        Assert.Equal(("Hello", AnswerState.Stopped), (session.Messages[^1].Text, session.Messages[^1].State));
        await session.Completion;
        Assert.Equal(AnswerState.Stopped, session.Messages[^1].State);
    }

    [Fact]
    public async Task Send_ContextOverflow_ReturnsTheTextAndKeepsNothing()
    {
        using TestChat chat = new(ScriptedChatClient.Throwing(new ContextOverflowException(40211, 32768)));
        ChatSession session = chat.Session;
        await session.SendAsync(new Draft("too long"));
        await session.Completion;

        Assert.Empty(session.Messages);
        Assert.Equal(new SendFailure(SendFailureKind.ContextOverflow, 40211, 32768), session.Failure);
        Assert.Equal("too long", session.TakeReturned()?.Text);
        Assert.Null(session.TakeReturned()?.Text);
    }

    [Fact]
    public async Task Send_EngineUnavailable_ReturnsTheTextAndTheNextSendClearsTheFailure()
    {
        using TestChat chat = new(ScriptedChatClient.Throwing(new EngineUnavailableException("The queue is full.")));
        ChatSession session = chat.Session;
        await session.SendAsync(new Draft("later"));
        await session.Completion;

        Assert.Empty(session.Messages);
        Assert.Equal(SendFailureKind.Unavailable, session.Failure?.Kind);
        Assert.Equal("later", session.TakeReturned()?.Text);

        await session.SendAsync(new Draft("again"));
        await session.Completion;
        Assert.Equal("again", session.TakeReturned()?.Text);
    }

    [Fact]
    public async Task Send_UnexpectedErrorMidway_KeepsWhatCameAndCanBeTriedAgain()
    {
        ScriptedChatClient client = ScriptedChatClient.Throwing(new InvalidOperationException("broken"), "Hel");
        using TestChat chat = new(client);
        ChatSession session = chat.Session;
        await session.SendAsync(new Draft("Hi"));
        await session.Completion;

        Assert.Equal(("Hel", AnswerState.Failed), (session.Messages[^1].Text, session.Messages[^1].State));
        Assert.True(await session.RegenerateAsync(session.Messages[^1].Id));
        await session.Completion;
        Assert.Equal(["user: Hi"], client.Requests[1].Select(message => $"{message.Role}: {message.Text}"));
        Assert.Equal(2, session.Messages.Count);
    }

    [Fact]
    public async Task Send_EngineInterrupted_EndsAsStopped()
    {
        using TestChat chat = new(new ScriptedChatClient(_ => Interrupted()));
        ChatSession session = chat.Session;
        await session.SendAsync(new Draft("Hi"));
        await session.Completion;

        Assert.Equal(("Hel", AnswerState.Stopped), (session.Messages[^1].Text, session.Messages[^1].State));

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
        ChatSession session = chat.Session;
        session.Changed += () =>
        {
            Interlocked.Increment(ref told);
            lastText = session.Messages[^1].Text;
        };
        await session.SendAsync(new Draft("go"));
        await session.Completion;

        // 25 frames, and one each for sending, the first token and the end.
        Assert.InRange(told, 20, 28);
        Assert.Equal(1000, lastText.Length);
        Assert.Equal(AnswerState.Finished, session.Messages[^1].State);
    }

    private static Task Until(ChatSession session, Func<bool> condition) => TestChat.Until(session, condition);
}
