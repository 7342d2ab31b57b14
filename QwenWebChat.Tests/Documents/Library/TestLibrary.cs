using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.App.Hosting;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Documents.Library;

/// <summary>A library over a database and a folder of its own.</summary>
internal sealed class TestLibrary : IDisposable
{
    private readonly UploadOptions _uploads;
    private readonly List<DocumentDesk> _desks = [];

    public TestLibrary(ReadDocument? read = null, long maxFileBytes = 1 << 20, int readingsAtOnce = 2, IPromptCounter? counter = null)
    {
        Options = new DocumentOptions { ReadingsAtOnce = readingsAtOnce };
        _uploads = new UploadOptions { MaxFileBytes = maxFileBytes };
        Client.Counter = counter;
        Files = new DocumentFiles(Microsoft.Extensions.Options.Options.Create(new DatabaseOptions { Path = Database.Path }));
        Store = CreateStore();
        Links = new DocumentLinks(Database);
        Desk = CreateDesk(read);
    }

    public static Guid Owner => TestDatabase.LocalOwner;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public DocumentOptions Options { get; }

    public TestDatabase Database { get; } = new();

    public ScriptedChatClient Client { get; } = ScriptedChatClient.Saying();

    public DocumentFiles Files { get; }

    public DocumentStore Store { get; }

    public DocumentTokens Tokens => new(Store, Client);

    public DocumentLinks Links { get; }

    public DocumentDesk Desk { get; }

    public string Root => Path.Combine(Path.GetDirectoryName(Database.Path)!, "documents");

    /// <summary>Another store over the same files, with nothing in memory.</summary>
    public DocumentStore CreateStore() =>
        new(Database, Files, Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(_uploads), Database.Time, NullLogger<DocumentStore>.Instance);

    /// <summary>As another start of the app has it.</summary>
    public DocumentDesk CreateDesk(ReadDocument? read = null, PrefixStore? prefixes = null)
    {
        DocumentDesk desk = new(Store, Tokens, Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(_uploads), read ?? ReadHere, Database.Time, NullLogger<DocumentDesk>.Instance, prefixes);
        _desks.Add(desk);
        return desk;
    }

    /// <summary>Reads in this process, which is quicker than in one of its own.</summary>
    public static Task<DocumentText> ReadHere(ReadingRequest request, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await (request.Beginning?.Invoke(cancellationToken) ?? Task.CompletedTask);
            await using FileStream content = File.OpenRead(request.Path);
            return DocumentReader.Read(content, request.FileName, request.Options, request.Progress, cancellationToken);
        },
        cancellationToken);

    public Task<Document> UploadAsync(string text, string name = "notes.txt", Guid? owner = null) =>
        Desk.UploadAsync(owner ?? Owner, name, new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false), Cancellation);

    /// <summary>Uploads and waits until it is read, or failed to be.</summary>
    public async Task<Document> UploadAndReadAsync(string text, string name = "notes.txt", Guid? owner = null)
    {
        Document document = await UploadAsync(text, name, owner);
        await ReadAsync(Desk, document.Id);
        return (await Store.FindAsync(owner ?? Owner, document.Id, Cancellation))!;
    }

    /// <summary>Lets the time to undo pass and removes what was thrown away.</summary>
    public async Task<int> PurgeAsync(PrefixStore? prefixes = null)
    {
        Database.Time.Advance(DocumentUpkeep.UndoTime);
        using DocumentUpkeep upkeep = new(Database, Store, Database.Time, NullLogger<DocumentUpkeep>.Instance, prefixes);
        return await upkeep.PurgeAsync(Cancellation);
    }

    /// <summary>Waits until a desk is done with a document.</summary>
    public static async Task ReadAsync(DocumentDesk desk, Guid id)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        desk.Changed += Check;
        Check(new DocumentChanged(Owner, id));
        await done.Task.WaitAsync(WaitLimit.Value, Cancellation);
        desk.Changed -= Check;

        void Check(DocumentChanged change)
        {
            if (change.DocumentId == id && desk.ProgressOf(id) is null)
            {
                done.TrySetResult();
            }
        }
    }

    public void Dispose()
    {
        Task.WhenAll(_desks.Select(desk => desk.StopAsync(CancellationToken.None))).GetAwaiter().GetResult();
        Database.Dispose();
    }
}
