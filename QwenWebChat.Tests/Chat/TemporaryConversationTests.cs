using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Chat;

/// <summary>A temporary chat works as any other, and nothing of it reaches a file.</summary>
public sealed class TemporaryConversationTests
{
    private const string Secret = "zebra-in-the-cellar";

    private static readonly string LongSecret = string.Concat(Enumerable.Repeat($"{Secret} ", 50_000));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Temporary_SentRegeneratedEditedAndDeleted_LeavesNothing()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Hello ", Secret);
        using TestChat chat = new(client);
        // The store is alive, and what is stored is found.
        await chat.Database.CreateAsync("An ordinary giraffe");
        Conversation temporary = chat.Desk.BeginTemporary(Account.LocalId, ChatSetup.None with { SystemPrompt = Secret });

        await temporary.Drafts.WriteAsync(Account.LocalId, temporary.DraftPlace, $"draft {Secret}", cancellationToken: Cancellation);
        Assert.True(await temporary.SendAsync(new Draft(LongSecret, [new MessageAttachment($"{Secret}.txt", LongSecret)])));
        await temporary.Completion;
        Assert.True(await temporary.RegenerateAsync(temporary.Messages[1].Id));
        await temporary.Completion;
        Assert.Equal(2, temporary.Messages[1].Versions.Count);
        Assert.True(await temporary.EditAsync(temporary.Messages[0].Id, $"Again {Secret}"));
        await temporary.Completion;
        Assert.True(await temporary.EditAnswerAsync(temporary.Messages[1].Id, $"Mine {Secret}"));
        await temporary.SetFeedbackAsync(temporary.Messages[1].Id, MessageFeedback.Up);
        DeletedBranch deleted = (await temporary.DeleteBranchAsync(temporary.Messages[1].Id))!;
        Assert.True(await temporary.RestoreBranchAsync(deleted));
        Assert.Equal([$"Again {Secret}", $"Mine {Secret}"], temporary.Messages.Select(message => message.Text));
        await temporary.SetSetupAsync(ChatSetup.None with { SystemPrompt = $"more {Secret}" });

        Assert.Null(temporary.Title);
        Assert.Single(await chat.ListAsync());
        Assert.Empty(await chat.Database.Search.FindAsync(Account.LocalId, "zebra", cancellationToken: Cancellation));
        Assert.Null(await chat.Desk.OpenAsync(Account.LocalId, temporary.StoredId!.Value, Cancellation));
        Assert.NotEmpty(StoredText.FilesWith(chat.Database.Folder, "An ordinary giraffe"));
        Assert.Empty(StoredText.FilesWith(chat.Database.Folder, Secret));
        chat.Desk.Close(temporary);
        Assert.Empty(StoredText.FilesWith(chat.Database.Folder, Secret));
    }

    [Fact]
    public async Task Temporary_OfAnotherAccount_WorksToo()
    {
        using TestChat chat = new(ScriptedChatClient.Saying("Hello"));
        Conversation temporary = chat.Desk.BeginTemporary(TestDatabase.OtherOwner, ChatSetup.None);

        Assert.True(await temporary.SendAsync(new Draft("Hi")));

        await temporary.Completion;
        Assert.Equal(["Hi", "Hello"], temporary.Messages.Select(message => message.Text));
        chat.Desk.Close(temporary);
    }

    [Fact]
    public async Task Temporary_FirstAnswer_AsksForNoTitleAndHidesItsPrompt()
    {
        List<ChatOptions?> requests = [];
        ScriptedChatClient titles = ScriptedChatClient.Saying("A title");
        ScriptedChatClient client = ScriptedChatClient.Saying("Hello");
        client.OnRequest = requests.Add;
        using TestChat chat = new(client, titles: titles);
        Conversation temporary = chat.Desk.BeginTemporary(Account.LocalId, ChatSetup.None);

        await temporary.SendAsync(new Draft("Hi"));
        await temporary.Completion;
        await temporary.Titling;
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;
        await chat.Conversation.Titling;

        Assert.Single(titles.Requests);
        Assert.Equal([false, true], requests.Select(request => Assert.IsType<QwenChatOptions>(request).IsPromptRecorded));
        chat.Desk.Close(temporary);
    }

    [Fact]
    public async Task Close_WhileGenerating_StopsTheAnswerAndEndsTheDatabase()
    {
        using TestChat chat = new(ScriptedChatClient.Hanging("Hel"));
        Conversation temporary = chat.Desk.BeginTemporary(Account.LocalId, ChatSetup.None);
        await temporary.SendAsync(new Draft("Hi"));
        await TestChat.Until(temporary, () => temporary.Messages[^1].Text == "Hel");
        Guid id = temporary.StoredId!.Value;

        chat.Desk.Close(temporary);
        await temporary.Completion;

        Assert.Equal(MessageState.Stopped, temporary.Messages[^1].State);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => temporary.Drafts.OpenAsync(Account.LocalId, temporary.DraftPlace, Cancellation));
        Assert.False(chat.Desk.IsGenerating(id));
    }

    [Fact]
    public async Task Close_AfterAMessageWasRefused_StoresNoDraft()
    {
        using TestChat chat = new(ScriptedChatClient.Throwing(new Inference.Engine.EngineUnavailableException("full")));
        Conversation temporary = chat.Desk.BeginTemporary(Account.LocalId, ChatSetup.None);
        await temporary.SendAsync(new Draft(Secret));
        await temporary.Completion;
        Assert.Empty(temporary.Messages);

        chat.Desk.Close(temporary);

        Assert.Empty(StoredText.FilesWith(chat.Database.Folder, Secret));
    }

    [Fact]
    public async Task StopAsync_OfAnOwner_StopsTheTemporaryAnswerToo()
    {
        using TestChat chat = new(ScriptedChatClient.Hanging("Hel"));
        Conversation temporary = chat.Desk.BeginTemporary(Account.LocalId, ChatSetup.None);
        await temporary.SendAsync(new Draft("Hi"));

        await chat.Desk.StopAsync(Account.LocalId);

        Assert.False(temporary.IsGenerating);
        chat.Desk.Close(temporary);
    }
}
