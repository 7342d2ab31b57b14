using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.Tests.Chat;

/// <summary>Any answer may be another one, and any question has one: what followed stays with the version that it followed.</summary>
public sealed class ConversationBranchTests
{
    [Fact]
    public async Task Regenerate_FirstOfTwo_BranchesAndTheRestIsFoundAgain()
    {
        (TestChat chat, ScriptedChatClient client) = await TwoTurnsAsync(ScriptedChatClient.Saying("other"));
        using TestChat disposed = chat;
        Guid first = chat.Conversation.Messages[1].Id;

        Assert.True(await chat.Conversation.RegenerateAsync(first));
        await chat.Conversation.Completion;

        Assert.Equal(["user: one"], client.Requests[2].Select(message => $"{message.Role}: {message.Text}"));
        Assert.Equal(["one", "other"], chat.Conversation.Messages.Select(message => message.Text));
        Assert.Equal((2, 2), (chat.Conversation.Messages[1].Version, chat.Conversation.Messages[1].Versions.Count));
        Assert.True(await chat.Conversation.ShowVersionAsync(first));
        Assert.Equal(["one", "first", "two", "second"], chat.Conversation.Messages.Select(message => message.Text));
        Assert.Equal(["one", "first", "two", "second"], await chat.KeptAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Regenerate_FirstOfTwoWithoutAResult_LeavesAllAsItWas(bool isStopped)
    {
        (TestChat chat, _) = await TwoTurnsAsync(isStopped ? ScriptedChatClient.Hanging() : ScriptedChatClient.Throwing(new EngineUnavailableException("busy")));
        using TestChat disposed = chat;

        await chat.Conversation.RegenerateAsync(chat.Conversation.Messages[1].Id);
        if (isStopped)
        {
            chat.Conversation.Stop();
        }

        await chat.Conversation.Completion;

        Assert.Equal(["one", "first", "two", "second"], chat.Conversation.Messages.Select(message => message.Text));
        Assert.Equal(["one", "first", "two", "second"], await chat.KeptAsync());
        Assert.Single((await chat.OpenAsync()).Path[1].Versions);
    }

    [Fact]
    public async Task Regenerate_QuestionWithoutAnswer_IsAnswered()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Hello");
        using TestChat chat = new(client);
        Conversation conversation = await OpenDanglingAsync(chat);

        Assert.True(await conversation.RegenerateAsync(conversation.Messages[0].Id));
        await conversation.Completion;

        Assert.Equal(["user: Are you there?"], client.Requests[0].Select(message => $"{message.Role}: {message.Text}"));
        Assert.Equal(["Are you there?", "Hello"], conversation.Messages.Select(message => message.Text));
        Assert.Equal(["Are you there?", "Hello"], (await chat.Database.OpenAsync(conversation.StoredId!.Value)).Path.Select(message => message.Text));
        chat.Desk.Close(conversation);
    }

    [Theory]
    [InlineData(SendFailureKind.Unavailable)]
    [InlineData(SendFailureKind.ContextOverflow)]
    public async Task Regenerate_QuestionRefused_StaysUnanswered(SendFailureKind kind)
    {
        ScriptedChatClient client = ScriptedChatClient.Throwing(new EngineUnavailableException("busy"));
        client.Counter = new WordCounter(kind == SendFailureKind.ContextOverflow ? 3 : 400);
        using TestChat chat = new(client);
        Conversation conversation = await OpenDanglingAsync(chat);

        await conversation.RegenerateAsync(conversation.Messages[0].Id);
        await conversation.Completion;

        Assert.Equal(kind, conversation.Failure?.Kind);
        Assert.Null(conversation.TakeRejectedDraft());
        Assert.Equal(["Are you there?"], conversation.Messages.Select(message => message.Text));
        Assert.Equal(["Are you there?"], (await chat.Database.OpenAsync(conversation.StoredId!.Value)).Path.Select(message => message.Text));
        chat.Desk.Close(conversation);
    }

    [Fact]
    public async Task EditAnswer_FirstOfTwo_IsAVersionThatGoesToTheModel()
    {
        (TestChat chat, ScriptedChatClient client) = await TwoTurnsAsync(ScriptedChatClient.Saying("third"));
        using TestChat disposed = chat;
        ConversationMessage old = chat.Conversation.Messages[1];
        Assert.NotNull(old.Figures);

        Assert.True(await chat.Conversation.EditAnswerAsync(old.Id, "\n    my own\n"));

        ConversationMessage edited = chat.Conversation.Messages[^1];
        Assert.Equal((2, "    my own", MessageState.Edited, null), (chat.Conversation.Messages.Count, edited.Text, edited.State, edited.Figures));
        Assert.Equal([old.Id, edited.Id], edited.Versions);
        ConversationMessage kept = (await chat.OpenAsync()).Path[1];
        Assert.Equal(("    my own", MessageState.Edited, null), (kept.Text, kept.State, kept.Figures));

        await chat.Conversation.SendAsync(new Draft("and now?"));
        await chat.Conversation.Completion;
        Assert.Equal(["one", "    my own", "and now?"], client.Requests[2].Select(message => message.Text));
        Assert.True(await chat.Conversation.ShowVersionAsync(old.Id));
        Assert.Equal(["one", "first", "two", "second"], chat.Conversation.Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task EditAnswer_WithTheCut_KeepsWhatTheModelIsNotSent()
    {
        (TestChat chat, ScriptedChatClient client) = await TwoTurnsAsync(ScriptedChatClient.Saying("third"));
        using TestChat disposed = chat;
        HistoryCut cut = new(chat.Conversation.Messages[2].Id);
        await chat.Database.Messages.SetCutAsync(Account.LocalId, chat.Conversation.StoredId!.Value, chat.Conversation.Messages[3].Id, cut, TestContext.Current.CancellationToken);
        await chat.Conversation.ShowVersionAsync(chat.Conversation.Messages[3].Id);

        await chat.Conversation.EditAnswerAsync(chat.Conversation.Messages[3].Id, "mine");
        await chat.Conversation.SendAsync(new Draft("next"));
        await chat.Conversation.Completion;

        Assert.Equal(["two", "mine", "next"], client.Requests[2].Select(message => message.Text));
    }

    [Fact]
    public async Task EditAnswer_BlankOrWhileWriting_IsRefused()
    {
        (TestChat chat, _) = await TwoTurnsAsync(ScriptedChatClient.Hanging("third"));
        using TestChat disposed = chat;
        Guid first = chat.Conversation.Messages[1].Id;

        Assert.False(await chat.Conversation.EditAnswerAsync(first, " \n"));
        Assert.False(await chat.Conversation.EditAnswerAsync(chat.Conversation.Messages[0].Id, "a question is none"));
        await chat.Conversation.SendAsync(new Draft("three"));
        Assert.False(await chat.Conversation.EditAnswerAsync(first, "mine"));

        Assert.Equal(6, chat.Conversation.Messages.Count);
        chat.Conversation.Stop();
        await chat.Conversation.Completion;
    }

    [Theory]
    [InlineData("    indented\n  less", "    indented\n  less")]
    [InlineData("\n \t\r\n\tx = 1 \n\n", "\tx = 1")]
    [InlineData("\u3000\u3000段落", "\u3000\u3000段落")]
    [InlineData(" \n ", "")]
    public void Trim_Text_KeepsTheFirstLinesIndentation(string text, string trimmed) => Assert.Equal(trimmed, Draft.Trim(text));

    private static async Task<(TestChat Chat, ScriptedChatClient Client)> TwoTurnsAsync(ScriptedChatClient third)
    {
        Queue<ScriptedChatClient> clients = new([ScriptedChatClient.Saying("first"), ScriptedChatClient.Saying("second"), third]);
        ScriptedChatClient client = new(cancellation => clients.Dequeue().GetStreamingResponseAsync([], null, cancellation));
        TestChat chat = new(client);
        foreach (string question in (string[])["one", "two"])
        {
            await chat.Conversation.SendAsync(new Draft(question));
            await chat.Conversation.Completion;
        }

        return (chat, client);
    }

    // As a process leaves it that was killed before answers were kept with their questions, or an import.
    private static async Task<Conversation> OpenDanglingAsync(TestChat chat)
    {
        Guid id = await chat.Database.CreateAsync("kept");
        await chat.Database.AddAsync(id, null, "Are you there?");
        return (await chat.Desk.OpenAsync(Account.LocalId, id, TestContext.Current.CancellationToken))!;
    }
}
