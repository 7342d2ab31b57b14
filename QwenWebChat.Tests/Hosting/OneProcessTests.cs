using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;
using QwenWebChat.App.Hosting;
using QwenWebChat.Tests.Terminal;

namespace QwenWebChat.Tests.Hosting;

/// <summary>One process for one database, whatever became of the one before: the built app started for real.</summary>
[Slow]
public sealed class OneProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_folder, "data", "chat.db");

    public void Dispose()
    {
        using (ChatDbContext context = Open())
        {
            SqliteConnection.ClearPool((SqliteConnection)context.Database.GetDbConnection());
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Start_InUse_EndsWithCode2AndTouchesNothing()
    {
        await using AppProcess first = new(Database);
        Uri url = await first.ListenAsync();
        Guid id = await AddRunningWorkAsync();
        string upload = Path.Combine(_folder, "data", "documents", $"{Guid.NewGuid()}", "source.part");
        Directory.CreateDirectory(Path.GetDirectoryName(upload)!);
        await File.WriteAllTextAsync(upload, "half of it", Cancellation);
        string prefix = Path.Combine(_folder, "data", "prefixes", "half.part");
        Directory.CreateDirectory(Path.GetDirectoryName(prefix)!);
        await File.WriteAllTextAsync(prefix, "half of it", Cancellation);

        TerminalRun second = await TerminalRun.OfAsync("--Data:Path", Database, "--Urls", "http://127.0.0.1:0", "--contentRoot", BuiltApp.Repository);

        Assert.Equal((2, ""), (second.ExitCode, second.Output));
        Assert.Matches($@"^{Regex.Escape($"Data:Path '{Database}' is in use by process {first.Id} (since ")}\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d\)\.[^\n]*\n$", second.Error.ReplaceLineEndings("\n"));
        Assert.Equal(["half of it", "half of it"], [await File.ReadAllTextAsync(upload, Cancellation), await File.ReadAllTextAsync(prefix, Cancellation)]);
        using ChatDbContext context = Open();
        Assert.Equal(MessageState.Streaming, (await context.Messages.SingleAsync(row => row.Id == id, Cancellation)).State);
        Assert.Equal(SummaryState.Running, (await context.Summaries.SingleAsync(row => row.Id == id, Cancellation)).State);
        using HttpClient client = new();
        Assert.Contains("live", await client.GetStringAsync(new Uri(url, "/health/live"), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CommandOfTheTerminal_NeedsNoLock()
    {
        await using AppProcess app = new(Database);
        await app.ListenAsync();

        TerminalRun run = await TerminalRun.WithAsync([("Data__Path", Database)], "tokenize", "--model", UntrainedModel.Folder, "--text", "hello");

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Start_FilesThatAreNotLocked_IsRefused()
    {
        TerminalRun run = await TerminalRun.WithAsync([("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "1")], "--Data:Path", Database, "--Urls", "http://127.0.0.1:0", "--contentRoot", BuiltApp.Repository);

        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such switch.");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"Data:Path '{Database}' is in a folder whose file system locks no files", run.Error, StringComparison.Ordinal);
    }

    // Files that appear while a database is made and migrated.
    [Theory]
    [InlineData(DatabaseLock.FileName)]
    [InlineData("chat.db")]
    [InlineData("chat.db-wal")]
    public async Task Start_KilledInTheFirstStart_StartsNextTime(string file)
    {
        using (FileSystemWatcher watcher = Watch(file, out Task isThere))
        {
            await using AppProcess killed = new(Database);
            await isThere.WaitAsync(Cancellation);
            killed.Kill();
            await killed.EndAsync();
        }

        await using AppProcess next = new(Database);
        await next.ListenAsync();
        using ChatDbContext context = Open();
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(Cancellation));
    }

    [Fact]
    public async Task Start_KilledWithTheLockOfAMigration_StartsNextTime()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        using (SqliteConnection killed = new($"Data Source={Database};Pooling=False"))
        {
            killed.Open();
            using SqliteCommand command = killed.CreateCommand();
            command.CommandText = """
                CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL CONSTRAINT PK___EFMigrationsLock PRIMARY KEY, Timestamp TEXT NOT NULL);
                INSERT INTO __EFMigrationsLock VALUES (1, datetime('now'));
                PRAGMA application_id = 0x51774368;
                """;
            command.ExecuteNonQuery();
        }

        await using AppProcess next = new(Database);

        await next.ListenAsync();
    }

    [Fact]
    public async Task Start_AnotherProgramHoldsTheFile_EndsWithCode2AndOneLine()
    {
        using SqliteConnection other = new($"Data Source={Path.Combine(_folder, "held.db")};Pooling=False");
        other.Open();
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = "PRAGMA application_id = 0x51774368; BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();

        TerminalRun run = await TerminalRun.OfAsync("--Data:Path", other.DataSource, "--Urls", "http://127.0.0.1:0", "--contentRoot", BuiltApp.Repository);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal($"Data:Path is '{other.DataSource}', which cannot be opened: another program holds it. End that, or name another file.", run.Error.TrimEnd());
    }

    // At the lock no service is there yet; at the log the migration begins.
    [Theory]
    [InlineData(DatabaseLock.FileName)]
    [InlineData("chat.db")]
    [InlineData("chat.db-wal")]
    public async Task Stop_InAStart_EndsWithoutAStack(string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals of Unix");
        using FileSystemWatcher watcher = Watch(file, out Task isThere);
        await using AppProcess app = new(Database);
        await isThere.WaitAsync(Cancellation);

        app.Terminate();

        (int code, _, string error) = await app.EndAsync();
        // Before the host listens for it, the system's own way: 128 and the signal's number.
        Assert.Contains(code, new[] { 0, 128 + 15 });
        Assert.Equal("", error);
    }

    [Fact]
    public async Task Stop_HeldUpByARequest_EndsAtTheSecondSignal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals of Unix");
        await using AppProcess app = new(Database);
        Uri url = await app.ListenAsync();
        using StalledRequest request = await StalledRequest.SendAsync(url);

        app.Terminate();
        await app.StoppingAsync();
        app.Terminate();

        Assert.Equal(128 + 9, (await app.EndAsync()).ExitCode);
        await using AppProcess next = new(Database);
        await next.ListenAsync();
    }

    [Fact]
    public async Task Stop_Running_LeavesNoHolder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals of Unix");
        await using AppProcess app = new(Database);
        await app.ListenAsync();

        app.Terminate();

        (int code, _, string error) = await app.EndAsync();
        Assert.Equal((0, ""), (code, error));
        Assert.False(File.Exists(Path.Combine(_folder, "data", DatabaseLock.HolderFileName)));
    }

    private FileSystemWatcher Watch(string file, out Task isThere)
    {
        TaskCompletionSource created = new(TaskCreationOptions.RunContinuationsAsynchronously);
        FileSystemWatcher watcher = new(Directory.CreateDirectory(Path.GetDirectoryName(Database)!).FullName, file);
        watcher.Created += (_, _) => created.TrySetResult();
        watcher.EnableRaisingEvents = true;
        isThere = created.Task;
        return watcher;
    }

    private ChatDbContext Open()
    {
        DbContextOptionsBuilder<ChatDbContext> options = new();
        ConversationServices.Configure(options, Database);
        return new ChatDbContext(options.Options) { SeesAllOwners = true };
    }

    // An answer that is being written and a summary that runs.
    private async Task<Guid> AddRunningWorkAsync()
    {
        Guid id = Guid.NewGuid();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using ChatDbContext context = Open();
        context.Add(new StoredConversation { Id = id, OwnerId = Account.LocalId, Title = "", CreatedAt = now, UpdatedAt = now });
        context.Add(new Message { Id = id, ConversationId = id, Role = MessageRole.Assistant, Text = "", State = MessageState.Streaming, CreatedAt = now });
        context.Add(new Document { Id = id, OwnerId = Account.LocalId, Name = "a.txt", Bytes = 1, CreatedAt = now, State = DocumentState.Ready });
        context.Add(new Summary { Id = id, DocumentId = id, Options = new SummaryOptions(), Model = "", CreatedAt = now, DocumentTokens = 1, State = SummaryState.Running });
        await context.SaveChangesAsync(Cancellation);
        return id;
    }
}
