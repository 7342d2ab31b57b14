using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Documents.Library;

/// <summary>Documents that are kept: whose they are, what is gone with them, what is in memory.</summary>
public sealed class DocumentStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_OfAnother_IsNotFound()
    {
        using TestLibrary library = new(counter: new WordCounter(100));
        Guid id = (await library.UploadAndReadAsync("text")).Id;
        Guid other = TestDatabase.OtherOwner;
        Guid conversation = await library.Database.CreateAsync(owner: other);

        Assert.Empty(await library.Store.ListAsync(other, Cancellation));
        Assert.Null(await library.Store.FindAsync(other, id, Cancellation));
        Assert.Null(await library.Store.OpenTextAsync(other, id, Cancellation));
        Assert.Null(await library.Store.OpenSourceAsync(other, id, Cancellation));
        Assert.Null(await library.Tokens.CountTokensAsync(other, id, Cancellation));
        Assert.False(await library.Desk.RenameAsync(other, id, "mine", Cancellation));
        Assert.False(await library.Desk.ReadAgainAsync(other, id, cancellationToken: Cancellation));
        Assert.False(await library.Desk.DeleteAsync(other, id, Cancellation));
        Assert.False(await library.Links.SetAsync(other, conversation, [id], Cancellation));
        Assert.False(await library.Links.SetAsync(TestLibrary.Owner, conversation, [id], Cancellation));
        Assert.Empty(await library.Links.ListAsync(other, conversation, Cancellation));
        Assert.NotNull(await library.Store.OpenTextAsync(TestLibrary.Owner, id, Cancellation));
    }

    [Fact]
    public async Task Delete_TakesAllThatHangsOnIt()
    {
        using TestLibrary library = new();
        Guid id = (await library.UploadAndReadAsync("text")).Id;
        Guid conversation = await library.Database.CreateAsync();
        Guid message = await library.Database.AddAsync(conversation, null, "question");
        Assert.True(await library.Links.SetAsync(TestLibrary.Owner, conversation, [id], Cancellation));
        using (ChatDbContext context = library.Database.CreateForAll())
        {
            Summary summary = new() { Id = Guid.NewGuid(), DocumentId = id, Options = new SummaryOptions(), Model = "m", CreatedAt = library.Database.Time.GetUtcNow(), DocumentTokens = 1 };
            summary.Sections.Add(new SummarySection { Id = Guid.NewGuid(), SummaryId = summary.Id, Level = 0, Place = 0, Title = "", Start = 0, Length = 4 });
            context.Add(summary);
            context.Add(new StoredCitation { Id = Guid.NewGuid(), SummaryId = summary.Id, DocumentId = id, Number = 1, Quote = "text" });
            context.Add(new StoredCitation { Id = Guid.NewGuid(), MessageId = message, DocumentId = id, Number = 1, Quote = "text" });
            await context.SaveChangesAsync(Cancellation);
        }

        Assert.True(await library.Desk.DeleteAsync(TestLibrary.Owner, id, Cancellation));
        await library.PurgeAsync();

        using ChatDbContext after = library.Database.CreateForAll();
        Assert.False(await after.Summaries.AnyAsync(Cancellation) || await after.SummarySections.AnyAsync(Cancellation) || await after.Citations.AnyAsync(Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(library.Root));
        Assert.Null(await library.Store.OpenTextAsync(TestLibrary.Owner, id, Cancellation));
        Assert.Equal("question", Assert.Single((await library.Database.OpenAsync(conversation)).Path).Text);
    }

    [Fact]
    public async Task Clean_OrphanedFolders_AreRemovedAndNothingElse()
    {
        using TestLibrary library = new();
        Guid id = (await library.UploadAndReadAsync("text")).Id;
        Directory.CreateDirectory(Path.Combine(library.Root, Guid.NewGuid().ToString("D")));
        Directory.CreateDirectory(Path.Combine(library.Root, "somebody's"));

        Assert.Equal(1, await library.Store.CleanAsync(Cancellation));

        Assert.Equal([id.ToString("D"), "somebody's"], Directory.GetDirectories(library.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task OpenText_Twice_IsTheSameObject()
    {
        using TestLibrary library = new();
        Guid id = (await library.UploadAndReadAsync("text")).Id;

        DocumentText first = (await library.Store.OpenTextAsync(TestLibrary.Owner, id, Cancellation))!;

        Assert.Same(first, await library.Store.OpenTextAsync(TestLibrary.Owner, id, Cancellation));
        Assert.NotSame(first, await library.CreateStore().OpenTextAsync(TestLibrary.Owner, id, Cancellation));
    }

    [Fact]
    public async Task OpenText_DamagedFile_IsNone()
    {
        using TestLibrary library = new();
        Guid id = (await library.UploadAndReadAsync("text")).Id;
        await File.WriteAllBytesAsync(Path.Combine(library.Root, id.ToString("D"), "text"), [1, 2, 3], Cancellation);

        Assert.Null(await library.Store.OpenTextAsync(TestLibrary.Owner, id, Cancellation));
    }

    [Fact]
    public async Task Files_OnUnix_AreForThisAccountOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other rights.");
        using TestLibrary library = new();
        Guid id = (await library.UploadAndReadAsync("text")).Id;
        string folder = Path.Combine(library.Root, id.ToString("D"));

        Assert.Equal(["source", "text"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, FileMode(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, FileMode(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, FileMode(library.Root));
    }

    [Fact]
    public async Task CountTokens_AnotherModel_CountsAnew()
    {
        using TestLibrary library = new();
        Document document = await library.UploadAndReadAsync("one two");
        Assert.Null(document.TokenCount);
        DocumentTokens tokens = library.Tokens;
        Assert.Null(await tokens.CountTokensAsync(TestLibrary.Owner, document.Id, Cancellation));
        WordCounter counter = new(100);
        library.Client.Counter = counter;

        Assert.Equal(2, await tokens.CountTokensAsync(TestLibrary.Owner, document.Id, Cancellation));
        Assert.Equal(2, await tokens.CountTokensAsync(TestLibrary.Owner, document.Id, Cancellation));

        Assert.Equal(2, counter.CountedMessages);
        Assert.Equal(2, (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!.TokenCount);
    }

    [Fact]
    public async Task Links_KeepTheirOrder()
    {
        using TestLibrary library = new();
        Guid first = (await library.UploadAndReadAsync("a", "a.txt")).Id;
        Guid second = (await library.UploadAndReadAsync("b", "b.txt")).Id;
        Guid conversation = await library.Database.CreateAsync();

        Assert.True(await library.Links.SetAsync(TestLibrary.Owner, conversation, [second, first], Cancellation));
        Assert.False(await library.Links.SetAsync(TestLibrary.Owner, conversation, [Guid.NewGuid()], Cancellation));

        Assert.Equal([second, first], await library.Links.ListAsync(TestLibrary.Owner, conversation, Cancellation));
        Assert.Equal([conversation], await library.Links.ConversationsOfAsync(TestLibrary.Owner, first, Cancellation));
    }

    private static UnixFileMode FileMode(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
