using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Resources;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.Tests.Data;

/// <summary>A database of its own in a temporary folder, ready to use, and the services over it as the app has them.</summary>
internal sealed class TestDatabase : IDbContextFactory<ChatDbContext>, IDisposable
{
    public static readonly Guid OtherOwner = new("0198c0de-0000-7000-8000-00000000000f");

    private readonly string _folder;

    public TestDatabase(bool isPrepared = true, string? path = null)
    {
        _folder = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;
        Path = path ?? System.IO.Path.Combine(_folder, "data", "chat.db");
        Events = new ConversationEvents(NullLogger<ConversationEvents>.Instance);
        File = new DatabaseFile(Options.Create(new DatabaseOptions { Path = Path }), this);
        Upkeep = new ConversationUpkeep(File, this, Events, Time, NullLogger<ConversationUpkeep>.Instance);
        Conversations = new ConversationStore(this, Events, Time);
        Messages = new MessageStore(this, Events, Time);
        Folders = new FolderStore(this, Events, Time);
        Defaults = new ChatDefaults(this);
        Prompts = new PromptStore(this, Time);
        Drafts = new DraftStore(this);
        Shares = new ShareStore(this, Time);
        Search = new ConversationSearch(this);
        Export = new ConversationExport(this, Time, Texts);
        Import = new ConversationImport(this, Events, Time);
        if (isPrepared)
        {
            PreparedDatabase.CopyTo(Path);
            File.Prepare();
            using ChatDbContext context = CreateDbContext();
            context.Add(new Account { Id = OtherOwner, Name = "other" });
            context.SaveChanges();
        }
    }

    public static IStringLocalizer<UiText> Texts { get; } =
        new StringLocalizer<UiText>(new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance));

    public static Guid LocalOwner => App.Data.Account.LocalId;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Path { get; }

    /// <summary>The folder that goes with it.</summary>
    public string Folder => _folder;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2025, 6, 10, 12, 0, 0, TimeSpan.Zero));

    public DatabaseFile File { get; }

    public ConversationEvents Events { get; }

    public ChatDefaults Defaults { get; }

    public PromptStore Prompts { get; }

    public DraftStore Drafts { get; }

    public ShareStore Shares { get; }

    public ConversationUpkeep Upkeep { get; }

    public ConversationStore Conversations { get; }

    public MessageStore Messages { get; }

    public FolderStore Folders { get; }

    public ConversationSearch Search { get; }

    public ConversationExport Export { get; }

    public ConversationImport Import { get; }

    public ChatDbContext CreateDbContext()
    {
        DbContextOptionsBuilder<ChatDbContext> options = new();
        ConversationServices.Configure(options, Path);
        return new ChatDbContext(options.Options);
    }

    /// <summary>A new conversation's id.</summary>
    public async Task<Guid> CreateAsync(string title = "title", Guid? owner = null) =>
        (await Conversations.CreateAsync(owner ?? LocalOwner, title, cancellationToken: Cancellation)).Id;

    /// <summary>A new message's id; a second passes.</summary>
    public async Task<Guid> AddAsync(Guid conversation, Guid? parent, string text, MessageRole role = MessageRole.User, MessageState state = MessageState.Finished, Guid? owner = null)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        return (await Messages.AddAsync(owner ?? LocalOwner, conversation, new NewMessage(parent, role, text, state), Cancellation))!.Id;
    }

    public Task<ImportResult> ImportAsync(string file, Guid? owner = null) => ImportAsync(Encoding.UTF8.GetBytes(file), owner);

    public async Task<ImportResult> ImportAsync(byte[] file, Guid? owner = null)
    {
        using MemoryStream input = new(file);
        return await Import.ReadAsync(owner ?? LocalOwner, input, Cancellation);
    }

    /// <summary>The only chat of a file, once it is imported.</summary>
    public async Task<ConversationView> ImportOneAsync(string file) => await OpenAsync(Assert.Single((await ImportAsync(file)).ConversationIds));

    public async Task<ConversationView> OpenAsync(Guid conversation) => (await Messages.OpenAsync(LocalOwner, conversation, Cancellation))!;

    /// <summary>Closes the pooled connections of this database; those of other tests, which run at the same time, stay.</summary>
    public void ClearPool()
    {
        using ChatDbContext context = CreateDbContext();
        SqliteConnection.ClearPool((SqliteConnection)context.Database.GetDbConnection());
    }

    public void Dispose()
    {
        File.Release();
        Upkeep.Dispose();
        ClearPool();
        Directory.Delete(_folder, recursive: true);
    }
}
