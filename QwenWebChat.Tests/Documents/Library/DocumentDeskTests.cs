using System.Text;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Extraction;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Documents.Library;

/// <summary>Documents on their way from the upload to their text.</summary>
public sealed class DocumentDeskTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_Text_IsReadAndCounted()
    {
        using TestLibrary library = new(counter: new WordCounter(1000));

        DocumentInfo document = await library.UploadAndReadAsync("one two three\n\nfour", "a/b\\my notes.txt");

        Assert.Equal(
            (DocumentState.Ready, "my notes.txt", 19, FileFormat.Text, 4),
            (document.State, document.Name, document.CharacterCount, document.Format!.Value, document.TokenCount!.Value));
        Assert.Equal("one two three\n\nfour", (await library.Store.OpenTextAsync(TestLibrary.Owner, document.Id, Cancellation))!.Text);
        Assert.Equal(document, Assert.Single(await library.Store.ListAsync(TestLibrary.Owner, Cancellation)));
    }

    [Fact]
    public async Task Upload_TooLarge_LeavesNothing()
    {
        using TestLibrary library = new(maxFileBytes: 10);

        DocumentReadException refusal = await Assert.ThrowsAsync<DocumentReadException>(() => library.UploadAsync("eleven byte"));

        Assert.Equal(DocumentReadError.TooLarge, refusal.Error);
        Assert.Empty(await library.Store.ListAsync(TestLibrary.Owner, Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(library.Root));
    }

    [Fact]
    public async Task Upload_BreaksOff_LeavesNothing()
    {
        using TestLibrary library = new();

        await Assert.ThrowsAsync<IOException>(() => library.Desk.UploadAsync(TestLibrary.Owner, "a.txt", new BrokenStream(), Cancellation));

        Assert.Empty(await library.Store.ListAsync(TestLibrary.Owner, Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(library.Root));
    }

    [Theory]
    [InlineData("", "a.txt", DocumentReadError.Empty)]
    [InlineData("GIF89a", "a.gif", DocumentReadError.Unsupported)]
    [InlineData("no packed file", "a.docx", DocumentReadError.Damaged)]
    public async Task Upload_CannotBeRead_SaysWhy(string content, string name, DocumentReadError failure)
    {
        using TestLibrary library = new();

        DocumentInfo document = await library.UploadAndReadAsync(content, name);

        Assert.Equal((DocumentState.Failed, failure), (document.State, document.Failure));
        Assert.Null(await library.Store.OpenTextAsync(TestLibrary.Owner, document.Id, Cancellation));
    }

    [Fact]
    public async Task Read_FailsUnforeseen_SaysFailedAndCanBeReadAgain()
    {
        int calls = 0;
        using TestLibrary library = new((content, name, options, progress, cancellation) =>
            calls++ == 0 ? throw new InvalidOperationException("a fault") : DocumentReader.ReadAsync(content, name, options, progress, cancellation));
        DocumentInfo document = await library.UploadAndReadAsync("text");
        Assert.Equal(DocumentReadError.Failed, document.Failure);

        Assert.True(await library.Desk.ReadAgainAsync(TestLibrary.Owner, document.Id, cancellationToken: Cancellation));
        await TestLibrary.ReadAsync(library.Desk, document.Id);

        DocumentInfo again = (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!;
        Assert.Equal((DocumentState.Ready, null), (again.State, again.Failure));
    }

    [Fact]
    public async Task Read_HeedsNoToken_IsGivenUpAfterTheLimit()
    {
        using ManualResetEventSlim release = new();
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using TestLibrary library = new((_, _, _, _, _) =>
        {
            started.SetResult();
            release.Wait(CancellationToken.None);
            throw new InvalidOperationException("too late");
        });
        DocumentInfo document = await library.UploadAsync("text");
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        library.Database.Time.Advance(library.Options.ReadingTimeLimit);
        await TestLibrary.ReadAsync(library.Desk, document.Id);

        Assert.Equal(DocumentReadError.TooSlow, (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!.Failure);
        release.Set();
    }

    [Fact]
    public async Task Read_Many_IsBounded()
    {
        int running = 0;
        int most = 0;
        using TestLibrary library = new(async (content, name, options, progress, cancellation) =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            DocumentText text = await DocumentReader.ReadAsync(content, name, options, progress, cancellation);
            Interlocked.Decrement(ref running);
            return text;
        });

        DocumentInfo[] documents = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => library.UploadAsync($"text {number}")));
        await Task.WhenAll(documents.Select(document => TestLibrary.ReadAsync(library.Desk, document.Id)));

        Assert.InRange(most, 1, 2);
        Assert.All(await library.Store.ListAsync(TestLibrary.Owner, Cancellation), document => Assert.Equal(DocumentState.Ready, document.State));
    }

    [Fact]
    public async Task Stop_WhileReading_IsReadAtTheNextStart()
    {
        using TestLibrary library = new(async (_, _, _, progress, cancellation) =>
        {
            progress!.Report(new ReadingProgress(3, 9));
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new InvalidOperationException();
        });
        DocumentInfo document = await library.UploadAsync("some text");
        await library.Desk.StopAsync(Cancellation);
        Assert.Null(library.Desk.ProgressOf(document.Id));
        Assert.Equal(DocumentState.Reading, (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!.State);

        using DocumentDesk next = library.CreateDesk();
        await next.StartAsync(Cancellation);
        await TestLibrary.ReadAsync(next, document.Id);

        Assert.Equal(DocumentState.Ready, (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task Read_Underway_TellsHowFarItIs()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using TestLibrary library = new(async (content, name, options, progress, cancellation) =>
        {
            progress!.Report(new ReadingProgress(3, 9));
            await release.Task;
            return await DocumentReader.ReadAsync(content, name, options, null, cancellation);
        });
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        library.Desk.Changed += change =>
        {
            if (library.Desk.ProgressOf(change.DocumentId) == new ReadingProgress(3, 9))
            {
                told.TrySetResult();
            }
        };
        library.Desk.Changed += _ => throw new InvalidOperationException("a page that fails");

        DocumentInfo document = await library.UploadAsync("text");
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        release.SetResult();
        await TestLibrary.ReadAsync(library.Desk, document.Id);

        Assert.Equal(DocumentState.Ready, (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task Delete_WhileReading_LeavesNothing()
    {
        using TestLibrary library = new(async (_, _, _, _, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new InvalidOperationException();
        });
        DocumentInfo document = await library.UploadAsync("text");

        Assert.False(await library.Desk.DeleteAsync(TestDatabase.OtherOwner, document.Id, Cancellation));
        Assert.True(await library.Desk.DeleteAsync(TestLibrary.Owner, document.Id, Cancellation));
        await library.PurgeAsync();

        Assert.Empty(await library.Store.ListAsync(TestLibrary.Owner, Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(library.Root));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); value > seen;)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            seen = before == seen ? value : before;
        }
    }

    /// <summary>An upload that breaks off after a few bytes.</summary>
    private sealed class BrokenStream() : MemoryStream(Encoding.UTF8.GetBytes("some bytes"))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > 0 ? throw new IOException("The connection is gone.") : base.ReadAsync(buffer[..4], cancellationToken);
    }
}
