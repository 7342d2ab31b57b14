using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Components;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Documents.Summaries;

/// <summary>A desk over a database with one document, and the means to open another desk over the same file.</summary>
internal sealed class TestSummaries : IDisposable
{
    private readonly DocumentText _text;

    private readonly IChatClient _client;

    private readonly TimeProvider _time;

    /// <param name="time">The clock of the runs; the database's if null.</param>
    public TestSummaries(DocumentText text, IChatClient client, TimeProvider? time = null)
    {
        (_text, _client, _time) = (text, client, time ?? Database.Time);
        using ChatDbContext context = Database.CreateForAll();
        context.Add(new Document { Id = DocumentId, OwnerId = TestDatabase.LocalOwner, Name = "report.md", Bytes = 1, CreatedAt = Database.Time.GetUtcNow(), State = DocumentState.Ready });
        context.SaveChanges();
        Store = new SummaryStore(Database, OpenAsync, Database.Time);
        Desk = NewDesk();
    }

    public static Guid Owner => TestDatabase.LocalOwner;

    public static CancellationToken Cancellation => TestDatabase.Cancellation;

    public TestDatabase Database { get; } = new();

    /// <summary>The client, where it is the scripted one.</summary>
    public SummaryEngine Engine => (SummaryEngine)_client;

    public SummaryStore Store { get; }

    public SummaryDesk Desk { get; private set; }

    public Guid DocumentId { get; } = Guid.NewGuid();

    /// <summary>Begins a summary and waits for its end.</summary>
    public async Task<SummaryProgress> SummarizeAsync(SummaryOptions? options = null)
    {
        Task<SummaryProgress> end = EndAsync();
        Assert.NotNull(await Desk.BeginAsync(Owner, DocumentId, options ?? new SummaryOptions(), cancellationToken: Cancellation));
        return await end;
    }

    public async Task<SummaryProgress> ResumeAsync(Guid id)
    {
        Task<SummaryProgress> end = EndAsync();
        Assert.True(await Desk.ResumeAsync(Owner, id, cancellationToken: Cancellation));
        return await end;
    }

    /// <summary>The end of the next run that ends. The limit leaves time for 100,000 tokens on busy cores.</summary>
    public Task<SummaryProgress> EndAsync()
    {
        TaskCompletionSource<SummaryProgress> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Desk.Changed += progress => _ = progress.State is SummaryState.Waiting or SummaryState.Running || ended.TrySetResult(progress);
        return ended.Task.WaitAsync(TimeSpan.FromMinutes(40), Cancellation);
    }

    public async Task<SummaryView> OpenAsync(Guid id) => (await Store.OpenAsync(Owner, id, Cancellation))!;

    /// <summary>Another desk over the same file, as after a start of the app.</summary>
    public async Task RestartAsync()
    {
        Desk = NewDesk();
        await Desk.StartAsync(Cancellation);
    }

    public void Dispose()
    {
        Desk.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        Desk.Dispose();
        Database.Dispose();
    }

    private SummaryDesk NewDesk()
    {
        SummaryServices services = new(_client, Store, OpenAsync, _time, NullLogger<SummaryRun>.Instance);
        return new SummaryDesk(services, new FakeModelHost());
    }

    private Task<DocumentText?> OpenAsync(Guid ownerId, Guid documentId, CancellationToken cancellationToken) =>
        Task.FromResult(ownerId == Owner && documentId == DocumentId ? _text : null);
}
