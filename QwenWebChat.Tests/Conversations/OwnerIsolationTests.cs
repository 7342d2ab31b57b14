using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations;

/// <summary>With every id known, another owner finds nothing and changes nothing.</summary>
public sealed class OwnerIsolationTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task EveryCall_OfAnotherOwner_FindsAndChangesNothing()
    {
        Guid id = await _database.CreateAsync("secret title");
        Guid folder = (await _database.Folders.CreateAsync(LocalOwner, "secret folder", Cancellation))!.Id;
        Guid question = await _database.AddAsync(id, null, "secret question");
        Guid answer = await _database.AddAsync(id, question, "secret answer", MessageRole.Assistant);
        string before = await JsonAsync(LocalOwner, id);

        ConversationStore store = _database.Conversations;
        Assert.Null(await store.FindAsync(OtherOwner, id, Cancellation));
        Assert.Empty((await store.ListAsync(OtherOwner, ConversationFilter.Active, Cancellation)).Conversations);
        Assert.False(await store.RenameAsync(OtherOwner, id, "x", Cancellation));
        Assert.False(await store.SuggestTitleAsync(OtherOwner, id, "x", Cancellation));
        Assert.False(await store.SetPinnedAsync(OtherOwner, id, true, Cancellation));
        Assert.False(await store.SetArchivedAsync(OtherOwner, id, true, Cancellation));
        Assert.False(await store.SetSetupAsync(OtherOwner, id, new ChatSetup("x", new SamplingOverrides { TopK = 1 }), Cancellation));
        Assert.Null(await store.SetupAsync(OtherOwner, id, Cancellation));
        Assert.False(await store.MoveAsync(OtherOwner, id, null, Cancellation));
        Assert.False(await store.DeleteAsync(OtherOwner, id, Cancellation));

        MessageStore messages = _database.Messages;
        Assert.Null(await messages.OpenAsync(OtherOwner, id, Cancellation));
        Assert.Null(await messages.AddAsync(OtherOwner, id, new NewMessage(answer, MessageRole.User, "x"), Cancellation));
        Assert.False(await messages.UpdateAsync(OtherOwner, new AnswerUpdate(id, answer, "x", MessageState.Failed), Cancellation));
        Assert.False(await messages.ShowAsync(OtherOwner, id, question, Cancellation));
        Assert.False(await messages.SetFeedbackAsync(OtherOwner, id, answer, MessageFeedback.Up, Cancellation));
        Assert.Null(await messages.DeleteBranchAsync(OtherOwner, id, question, Cancellation));

        Assert.Empty(await _database.Folders.ListAsync(OtherOwner, Cancellation));
        Assert.False(await _database.Folders.RenameAsync(OtherOwner, folder, "x", Cancellation));
        Assert.Null(await _database.Folders.DeleteAsync(OtherOwner, folder, Cancellation));
        await _database.Folders.ReorderAsync(OtherOwner, [folder], Cancellation);

        Assert.Empty(await _database.Search.FindAsync(OtherOwner, "secret", cancellationToken: Cancellation));
        Assert.Empty(await _database.Search.FindAsync(OtherOwner, "se", cancellationToken: Cancellation));
        Assert.DoesNotContain("secret", await JsonAsync(OtherOwner, id), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await JsonAsync(OtherOwner, null), StringComparison.Ordinal);
        Assert.Equal(before, await JsonAsync(LocalOwner, id));
    }

    [Fact]
    public async Task DeletedOne_OfAnotherOwner_CannotBeRestoredNorPurged()
    {
        Guid id = await _database.CreateAsync();
        await _database.Conversations.DeleteAsync(LocalOwner, id, Cancellation);

        Assert.False(await _database.Conversations.RestoreAsync(OtherOwner, id, Cancellation));
        Assert.False(await _database.Conversations.PurgeAsync(OtherOwner, id, Cancellation));
        Assert.True(await _database.Conversations.RestoreAsync(LocalOwner, id, Cancellation));
    }

    [Fact]
    public async Task Folder_OfAnotherOwner_TakesNothingIn()
    {
        Guid folder = (await _database.Folders.CreateAsync(OtherOwner, "theirs", Cancellation))!.Id;
        Guid id = await _database.CreateAsync();

        Assert.False(await _database.Conversations.MoveAsync(LocalOwner, id, folder, Cancellation));
        Assert.Null((await _database.Conversations.CreateAsync(LocalOwner, "x", folderId: folder, cancellationToken: Cancellation)).FolderId);
        Assert.Equal(0, Assert.Single(await _database.Folders.ListAsync(OtherOwner, Cancellation)).ConversationCount);
    }

    private async Task<string> JsonAsync(Guid owner, Guid? id)
    {
        using MemoryStream output = new();
        ChatJson format = new(_database.Time);
        await (id is { } one ? _database.Export.WriteOneAsync(format, owner, one, output, Cancellation) : _database.Export.WriteAllAsync(format, owner, output, Cancellation));
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }
}
