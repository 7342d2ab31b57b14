using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Documents.Library;

/// <summary>Documents that were thrown away: gone at once, back for a while, then removed.</summary>
public sealed class DeletedDocumentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restore_InTime_BringsItBackWhole()
    {
        using TestLibrary library = new();
        Document document = await library.UploadAndReadAsync("text");
        Guid conversation = await library.Database.CreateAsync();
        Assert.True(await library.Links.SetAsync(TestLibrary.Owner, conversation, [document.Id], Cancellation));

        Assert.True(await library.Desk.DeleteAsync(TestLibrary.Owner, document.Id, Cancellation));
        Assert.Empty(await library.Store.ListAsync(TestLibrary.Owner, Cancellation));
        Assert.Null(await library.Store.OpenTextAsync(TestLibrary.Owner, document.Id, Cancellation));
        Assert.Null(await library.Store.OpenSourceAsync(TestLibrary.Owner, document.Id, Cancellation));
        Assert.False(await library.Desk.ReadAgainAsync(TestLibrary.Owner, document.Id, cancellationToken: Cancellation));
        Assert.Equal("notes.txt", await library.Store.FindDeletedNameAsync(TestLibrary.Owner, document.Id, Cancellation));
        Assert.Equal(0, await Upkeep(library).PurgeAsync(Cancellation));

        Assert.False(await library.Desk.RestoreAsync(TestDatabase.OtherOwner, document.Id, Cancellation));
        Assert.True(await library.Desk.RestoreAsync(TestLibrary.Owner, document.Id, Cancellation));

        Assert.Equal(document, Assert.Single(await library.Store.ListAsync(TestLibrary.Owner, Cancellation)));
        Assert.Equal("text", (await library.Store.OpenTextAsync(TestLibrary.Owner, document.Id, Cancellation))!.Text);
        Assert.Null(await library.Store.FindDeletedNameAsync(TestLibrary.Owner, document.Id, Cancellation));
        Assert.Equal(0, await library.PurgeAsync());
    }

    [Fact]
    public async Task Restore_OfOneThatWasBeingRead_ReadsItAgain()
    {
        int calls = 0;
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using TestLibrary library = new(async (request, cancellation) =>
        {
            if (calls++ == 0)
            {
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }

            return await TestLibrary.ReadHere(request, cancellation);
        });
        Document document = await library.UploadAsync("text");
        await started.Task.WaitAsync(WaitLimit.Value, Cancellation);

        Assert.True(await library.Desk.DeleteAsync(TestLibrary.Owner, document.Id, Cancellation));
        Assert.Null(library.Desk.ProgressOf(document.Id));
        Assert.True(await library.Desk.RestoreAsync(TestLibrary.Owner, document.Id, Cancellation));
        await TestLibrary.ReadAsync(library.Desk, document.Id);

        Assert.Equal(DocumentState.Ready, (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task Purge_AfterTheTime_LeavesTheNameForItsConversationsAlone()
    {
        using TestLibrary library = new();
        Guid id = (await library.UploadAndReadAsync("text")).Id;
        Guid other = (await library.UploadAndReadAsync("other", "other.txt")).Id;
        Guid conversation = await library.Database.CreateAsync();
        Assert.True(await library.Links.SetAsync(TestLibrary.Owner, conversation, [id], Cancellation));
        await library.Desk.DeleteAsync(TestLibrary.Owner, id, Cancellation);
        await library.Desk.DeleteAsync(TestLibrary.Owner, other, Cancellation);

        Assert.Equal(2, await library.PurgeAsync());
        Assert.Equal(0, await library.PurgeAsync());

        Assert.Empty(Directory.GetFileSystemEntries(library.Root));
        Assert.False(await library.Desk.RestoreAsync(TestLibrary.Owner, id, Cancellation));
        Assert.Equal("notes.txt", await library.Store.FindDeletedNameAsync(TestLibrary.Owner, id, Cancellation));
        Assert.Null(await library.Store.FindDeletedNameAsync(TestLibrary.Owner, other, Cancellation));
        Assert.Equal([id], await library.Links.ListAsync(TestLibrary.Owner, conversation, Cancellation));

        using ChatDbContext context = library.Database.CreateForAll();
        await context.Conversations.Where(row => row.Id == conversation).ExecuteDeleteAsync(Cancellation);
        await library.PurgeAsync();
        Assert.False(await context.Documents.AnyAsync(Cancellation));
    }

    private static DocumentUpkeep Upkeep(TestLibrary library) =>
        new(library.Database, library.Store, library.Database.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<DocumentUpkeep>.Instance);
}
