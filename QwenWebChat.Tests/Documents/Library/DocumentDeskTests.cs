using System.Text;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Documents.Extraction;
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

        Document document = await library.UploadAndReadAsync("one two three\n\nfour", "a/b\\my notes.txt");

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

        Document document = await library.UploadAndReadAsync(content, name);

        Assert.Equal((DocumentState.Failed, failure), (document.State, document.Failure));
        Assert.Null(await library.Store.OpenTextAsync(TestLibrary.Owner, document.Id, Cancellation));
    }

    [Fact]
    public async Task Read_FailsUnforeseen_SaysFailedAndCanBeReadAgain()
    {
        int calls = 0;
        using TestLibrary library = new((request, cancellation) =>
            calls++ == 0 ? throw new InvalidOperationException("a fault") : TestLibrary.ReadHere(request, cancellation));
        Document document = await library.UploadAndReadAsync("text");
        Assert.Equal(DocumentReadError.Failed, document.Failure);

        Assert.True(await library.Desk.ReadAgainAsync(TestLibrary.Owner, document.Id, cancellationToken: Cancellation));
        await TestLibrary.ReadAsync(library.Desk, document.Id);

        Document again = (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!;
        Assert.Equal((DocumentState.Ready, null), (again.State, again.Failure));
    }

    [Fact]
    public async Task Stop_WhileReading_IsReadAtTheNextStart()
    {
        using TestLibrary library = new(async (request, cancellation) =>
        {
            request.Progress!.Report(new ReadingProgress(3, 9));
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new InvalidOperationException();
        });
        Document document = await library.UploadAsync("some text");
        await library.Desk.StopAsync(Cancellation);
        Assert.Null(library.Desk.ProgressOf(document.Id));
        Assert.Equal(DocumentState.Reading, (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!.State);

        DocumentDesk next = library.CreateDesk();
        await next.StartAsync(Cancellation);
        await TestLibrary.ReadAsync(next, document.Id);

        Assert.Equal(DocumentState.Ready, (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task Read_TwiceBegunAndNotEnded_FailsAndIsNotTriedAgainByItself()
    {
        int begun = 0;
        TaskCompletionSource<DocumentText> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task<DocumentText> EndTheApp(ReadingRequest request, CancellationToken cancellation)
        {
            await request.Beginning!(cancellation);
            Interlocked.Increment(ref begun);
            return await ended.Task;
        }

        using TestLibrary library = new(EndTheApp);
        Document document = await library.UploadAsync("text");
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref begun) == 1, WaitLimit.Value));
        DocumentDesk second = library.CreateDesk(EndTheApp);
        await second.StartAsync(Cancellation);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref begun) == 2, WaitLimit.Value));

        DocumentDesk third = library.CreateDesk();
        await third.StartAsync(Cancellation);
        Document failed = (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!;
        Assert.Equal((DocumentState.Failed, DocumentReadError.ReaderCrashed), (failed.State, failed.Failure));
        Assert.Null(third.ProgressOf(document.Id));

        Assert.True(await third.ReadAgainAsync(TestLibrary.Owner, document.Id, cancellationToken: Cancellation));
        await TestLibrary.ReadAsync(third, document.Id);
        Assert.Equal(DocumentState.Ready, (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!.State);
        ended.SetException(new InvalidOperationException("the app is gone"));
    }

    [Fact]
    public async Task Stop_WhileReading_CountsAsNoAttempt()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task<DocumentText> Wait(ReadingRequest request, CancellationToken cancellation)
        {
            await request.Beginning!(cancellation);
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new InvalidOperationException();
        }

        using TestLibrary library = new(Wait);
        Document document = await library.UploadAsync("text");
        DocumentDesk desk = library.Desk;
        for (int start = 0; start < 3; start++)
        {
            await begun.Task.WaitAsync(WaitLimit.Value, Cancellation);
            begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await desk.StopAsync(Cancellation);
            desk = library.CreateDesk(Wait);
            await desk.StartAsync(Cancellation);
        }

        await desk.StopAsync(Cancellation);
        Assert.Equal(DocumentState.Reading, (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task Read_Underway_TellsHowFarItIs()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using TestLibrary library = new(async (request, cancellation) =>
        {
            request.Progress!.Report(new ReadingProgress(3, 9));
            await release.Task;
            return await TestLibrary.ReadHere(request with { Progress = null }, cancellation);
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

        Document document = await library.UploadAsync("text");
        await told.Task.WaitAsync(WaitLimit.Value, Cancellation);
        release.SetResult();
        await TestLibrary.ReadAsync(library.Desk, document.Id);

        Assert.Equal(DocumentState.Ready, (await library.Store.FindAsync(TestLibrary.Owner, document.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task Delete_WhileReading_LeavesNothing()
    {
        using TestLibrary library = new(async (_, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new InvalidOperationException();
        });
        Document document = await library.UploadAsync("text");

        Assert.False(await library.Desk.DeleteAsync(TestDatabase.OtherOwner, document.Id, Cancellation));
        Assert.True(await library.Desk.DeleteAsync(TestLibrary.Owner, document.Id, Cancellation));
        await library.PurgeAsync();

        Assert.Empty(await library.Store.ListAsync(TestLibrary.Owner, Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(library.Root));
    }

    /// <summary>An upload that breaks off after a few bytes.</summary>
    private sealed class BrokenStream() : MemoryStream(Encoding.UTF8.GetBytes("some bytes"))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > 0 ? throw new IOException("The connection is gone.") : base.ReadAsync(buffer[..4], cancellationToken);
    }
}
