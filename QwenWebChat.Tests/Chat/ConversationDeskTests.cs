using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Chat;

/// <summary>The chat lives on the server and in the database, whatever pages come and go.</summary>
public sealed class ConversationDeskTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Close_WhileGenerating_KeepsTheAnswerGoing()
    {
        TaskCompletionSource go = new();
        using TestChat chat = new(new ScriptedChatClient(_ => Script()));
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await TestChat.Until(chat.Conversation, () => chat.Conversation.ConversationId is not null);
        Guid id = chat.Conversation.ConversationId!.Value;

        chat.Desk.Close(chat.Conversation);
        Conversation? again = await chat.Desk.OpenAsync(Account.LocalId, id, Cancellation);

        Assert.Same(chat.Conversation, again);
        Assert.True(again!.IsGenerating);
        chat.Desk.Close(again);
        go.SetResult();
        await again.Completion;
        Assert.Equal(["Hi", "Hello"], await chat.KeptAsync());

        // Nobody shows it and all is kept: it was let go.
        Conversation? stored = await chat.Desk.OpenAsync(Account.LocalId, id, Cancellation);
        Assert.NotSame(again, stored);
        Assert.Equal(["Hi", "Hello"], stored!.Messages.Select(message => message.Text));
        Assert.Equal(MessageState.Finished, stored.Messages[^1].State);

        async IAsyncEnumerable<ChatResponseUpdate> Script()
        {
            yield return ScriptedChatClient.Token("Hel");
            await go.Task;
            yield return ScriptedChatClient.Token("lo");
            yield return ScriptedChatClient.End(ChatFinishReason.Stop, tokens: 2);
        }
    }

    [Fact]
    public async Task Close_BeforeTheMessageIsRefused_KeepsItAsADraft()
    {
        TaskCompletionSource go = new();
        using TestChat chat = new(new ScriptedChatClient(_ => Script()));
        await chat.Database.Drafts.WriteAsync(TestDatabase.LocalOwner, DraftPlace.New, "since", cancellationToken: Cancellation);
        TaskCompletionSource kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await chat.Conversation.SendAsync(new Draft("    Hi", [new MessageAttachment("a.txt", "text")]));
        chat.Desk.Close(chat.Conversation);
        chat.Database.Drafts.Changed += _ => kept.TrySetResult();

        go.SetResult();
        await chat.Conversation.Completion;
        await kept.Task.WaitAsync(WaitLimit.Value, Cancellation);
        DraftView draft = await chat.Database.Drafts.OpenAsync(TestDatabase.LocalOwner, DraftPlace.New, Cancellation);

        Assert.Equal("    Hi\n\nsince", draft.Text);
        Assert.Empty(await chat.ListAsync());

        async IAsyncEnumerable<ChatResponseUpdate> Script()
        {
            await go.Task;
            yield return await Task.FromException<ChatResponseUpdate>(new EngineUnavailableException("full"));
        }
    }

    [Fact]
    public async Task OpenAsync_Unknown_IsNull()
    {
        using TestChat chat = new(ScriptedChatClient.Saying("Hello"));

        Assert.Null(await chat.Desk.OpenAsync(Account.LocalId, Guid.NewGuid(), Cancellation));
    }

    [Fact]
    public async Task SendAsync_Answered_IsKeptWithItsFigures()
    {
        using TestChat chat = new(ScriptedChatClient.Saying("Hel", "lo"));

        await chat.Conversation.SendAsync(new Draft("What?\nAnd why?"));
        await chat.Conversation.Completion;

        ConversationView kept = await chat.OpenAsync();
        Assert.Equal(("What?", false), (kept.Summary.Title, kept.Summary.IsTitleOwn));
        ConversationMessage answer = kept.Path[^1];
        Assert.Equal(("Hello", MessageState.Finished), (answer.Text, answer.State));
        Assert.Equal((2L, 38.4, 420.0, "stop"), (answer.Figures!.AnswerTokens, answer.Figures.TokensPerSecond, answer.Figures.TimeToFirstTokenMs, answer.Figures.FinishReason));
        Assert.Equal(chat.Conversation.Messages.Select(message => message.Id), kept.Path.Select(message => message.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SendAsync_Refused_LeavesNoTrace(bool isOverflow)
    {
        using TestChat chat = new(ScriptedChatClient.Throwing(isOverflow ? new ContextOverflowException(9, 8) : new EngineUnavailableException("busy")));

        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;

        Assert.Empty(await chat.ListAsync());
        Assert.Null(chat.Conversation.StoredId);
        Assert.Null(chat.Conversation.Title);
        using ChatDbContext context = chat.Database.CreateForAll();
        Assert.Equal((0, 0), (context.Conversations.Count(), context.Messages.Count()));
    }

    [Fact]
    public async Task SendAsync_RefusedLater_KeepsWhatCameBefore()
    {
        Queue<ScriptedChatClient> clients = new([ScriptedChatClient.Saying("Hello"), ScriptedChatClient.Throwing(new EngineUnavailableException("busy"))]);
        using TestChat chat = new(new ScriptedChatClient(cancellation => clients.Dequeue().GetStreamingResponseAsync([], null, cancellation)));
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;

        await chat.Conversation.SendAsync(new Draft("More"));
        await chat.Conversation.Completion;

        Assert.Equal(["Hi", "Hello"], await chat.KeptAsync());
        Assert.Equal(["Hi", "Hello"], chat.Conversation.Messages.Select(message => message.Text));
        Assert.Equal("More", chat.Conversation.TakeRejectedDraft()?.Text);
    }

    [Fact]
    public async Task Answer_WhileStreaming_IsKeptEachSecondAndFoundStoppedAfterACrash()
    {
        FakeTimeProvider time = new();
        using TestChat chat = new(ScriptedChatClient.Hanging("Hel", "lo"), time);
        TaskCompletionSource kept = new();
        using IDisposable subscription = chat.Database.Events.Subscribe(TestDatabase.LocalOwner, change =>
        {
            if (change.Kind == ConversationChangeKind.Progress)
            {
                kept.TrySetResult();
            }
        });
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await Task.Run(async () =>
        {
            // The last token is shown by a timer.
            while (chat.Conversation.Messages[^1].Text != "Hello")
            {
                time.Advance(FramePacer.Interval);
                await Task.Yield();
            }
        }, Cancellation).WaitAsync(WaitLimit.Value, Cancellation);

        time.Advance(AnswerStorage.SaveInterval);
        await kept.Task.WaitAsync(WaitLimit.Value, Cancellation);

        ConversationMessage answer = (await chat.OpenAsync()).Path[^1];
        Assert.Equal(MessageState.Streaming, answer.State);
        Assert.StartsWith("Hel", answer.Text, StringComparison.Ordinal);

        // The app is killed and starts again.
        Assert.Equal(1, await chat.Database.Upkeep.RecoverInterruptedAsync(Cancellation));
        Assert.Equal(MessageState.Stopped, (await chat.OpenAsync()).Path[^1].State);
    }

    [Fact]
    public async Task StopAsync_WhileGenerating_KeepsWhatCame()
    {
        using TestChat chat = new(ScriptedChatClient.Hanging("Hel", "lo"));
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await TestChat.Until(chat.Conversation, () => chat.Conversation.Messages is [.., { Text: "Hello" }]);

        await chat.Desk.StopAsync(Cancellation);

        ConversationMessage answer = (await chat.OpenAsync()).Path[^1];
        Assert.Equal(("Hello", MessageState.Stopped), (answer.Text, answer.State));
    }

    [Fact]
    public async Task EditAsync_Message_BeginsAnotherVersionAndTheOldOneIsShownAgain()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Hello");
        using TestChat chat = new(client);
        await chat.Conversation.SendAsync(new Draft("first"));
        await chat.Conversation.Completion;
        Guid first = chat.Conversation.Messages[0].Id;

        Assert.True(await chat.Conversation.EditAsync(first, "second"));
        await chat.Conversation.Completion;

        Assert.Equal(["user: second"], client.Requests[1].Select(message => $"{message.Role}: {message.Text}"));
        Assert.Equal((2, 2), (chat.Conversation.Messages[0].Version, chat.Conversation.Messages[0].Versions.Count));
        Assert.True(await chat.Conversation.ShowVersionAsync(first));
        Assert.Equal(["first", "Hello"], chat.Conversation.Messages.Select(message => message.Text));
        Assert.Equal(["first", "Hello"], await chat.KeptAsync());
    }

    [Fact]
    public async Task RegenerateAsync_Answer_IsAnotherVersion()
    {
        using TestChat chat = new(ScriptedChatClient.Saying("Hello"));
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;
        Guid old = chat.Conversation.Messages[^1].Id;

        await chat.Conversation.RegenerateAsync(chat.Conversation.Messages[^1].Id);
        await chat.Conversation.Completion;

        Assert.NotEqual(old, chat.Conversation.Messages[^1].Id);
        Assert.Equal([old, chat.Conversation.Messages[^1].Id], chat.Conversation.Messages[^1].Versions);
        Assert.Equal(2, chat.Conversation.Messages.Count);
    }

    [Fact]
    public async Task SetFeedbackAsync_Answer_IsKept()
    {
        using TestChat chat = new(ScriptedChatClient.Saying("Hello"));
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;

        await chat.Conversation.SetFeedbackAsync(chat.Conversation.Messages[^1].Id, MessageFeedback.Down);

        Assert.Equal(MessageFeedback.Down, chat.Conversation.Messages[^1].Feedback);
        Assert.Equal(MessageFeedback.Down, (await chat.OpenAsync()).Path[^1].Feedback);
    }

    [Fact]
    public async Task Delete_WhileGenerating_StopsAndCanBeUndone()
    {
        using TestChat chat = new(ScriptedChatClient.Hanging("Hel"));
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await TestChat.Until(chat.Conversation, () => chat.Conversation.Messages is [.., { Text: "Hel" }]);
        Guid id = chat.Conversation.StoredId!.Value;

        await chat.Database.Conversations.DeleteAsync(TestDatabase.LocalOwner, id, Cancellation);
        await chat.Conversation.Completion;

        Assert.True(chat.Conversation.IsDeleted);
        Assert.False(await chat.Conversation.SendAsync(new Draft("more")));
        Assert.Null(await chat.Desk.OpenAsync(Account.LocalId, id, Cancellation));
        await chat.Database.Conversations.RestoreAsync(TestDatabase.LocalOwner, id, Cancellation);
        Assert.False(chat.Conversation.IsDeleted);
        Assert.Equal(["Hi", "Hel"], await chat.KeptAsync());
    }
}
