using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QwenWebChat.App;
using QwenWebChat.App.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Data;

[Slow]
public sealed class DatabaseFileTests
{
    [Fact]
    public void Prepare_NoFile_MakesItWithTheLocalOwner()
    {
        using TestDatabase database = new(isPrepared: false);
        database.File.Prepare(Cancellation);
        using ChatDbContext context = database.CreateForAll();

        Assert.Equal("local", context.Accounts.Single(owner => owner.Id == App.Data.Account.LocalId).Name);
        Assert.Empty(context.Database.GetPendingMigrations());
        Assert.Equal("wal", context.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").Single());
        Assert.Equal(1, context.Database.SqlQueryRaw<int>("SELECT foreign_keys AS Value FROM pragma_foreign_keys").Single());
        Assert.Equal(10_000, context.Database.SqlQueryRaw<int>("SELECT timeout AS Value FROM pragma_busy_timeout").Single());
    }

    [Fact]
    public void Migrations_DescribeTheModel()
    {
        using TestDatabase database = new(isPrepared: false);
        using ChatDbContext context = database.CreateForAll();

        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Fact]
    public void Migrations_DownToNothing_LeaveNothing()
    {
        using TestDatabase database = new();
        using ChatDbContext context = database.CreateForAll();

        context.Database.Migrate("0");

        Assert.Empty(context.Database.SqlQueryRaw<string>("SELECT name AS Value FROM sqlite_master WHERE name NOT LIKE '\\_\\_EF%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'"));
    }

    [Fact]
    public async Task Prepare_Again_KeepsWhatIsThere()
    {
        using TestDatabase database = new();
        Guid id = await database.CreateAsync("kept");

        database.File.Prepare(Cancellation);

        Assert.Equal("kept", (await database.OpenAsync(id)).Summary.Title);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Prepare_OnUnix_IsForThisAccountOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix rights");
        using TestDatabase database = new(isPrepared: false);
        database.File.Prepare(Cancellation);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(database.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(database.Path + "-wal"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(database.Path)!));
    }

    [Fact]
    public void Prepare_NoDatabase_IsRefusedAndLeftAlone()
    {
        using TestDatabase database = new(isPrepared: false);
        Directory.CreateDirectory(Path.GetDirectoryName(database.Path)!);
        string text = string.Concat(Enumerable.Repeat("Dear diary. ", 200));
        File.WriteAllText(database.Path, text);

        StartupException error = Assert.Throws<StartupException>(() => database.File.Prepare(Cancellation));

        Assert.Equal($"Data:Path is '{database.Path}', which cannot be opened: it is no SQLite database. It must be a file that QwenWebChat made, or one that does not exist yet.", error.Message);
        Assert.Equal(text, File.ReadAllText(database.Path));
    }

    [Fact]
    public void Prepare_AnotherProgramsDatabase_IsRefused()
    {
        using TestDatabase database = new(isPrepared: false);
        Directory.CreateDirectory(Path.GetDirectoryName(database.Path)!);
        using (SqliteConnection other = new($"Data Source={database.Path}"))
        {
            other.Open();
            using SqliteCommand command = other.CreateCommand();
            command.CommandText = "CREATE TABLE Bookmarks (Url TEXT)";
            command.ExecuteNonQuery();
        }

        StartupException error = Assert.Throws<StartupException>(() => database.File.Prepare(Cancellation));

        Assert.Contains("the database of another program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_NewerSchema_IsRefusedByItsName()
    {
        using TestDatabase database = new();
        using ChatDbContext context = database.CreateForAll();
        context.Database.ExecuteSql($"INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Telepathy', '10.0.0')");

        StartupException error = Assert.Throws<StartupException>(() => database.File.Prepare(Cancellation));

        Assert.Equal($"Data:Path is '{database.Path}', which a newer QwenWebChat wrote (29990101000000_Telepathy); run that version, or name another file.", error.Message);
    }

    [Fact]
    public void Prepare_FolderThatCannotBe_IsRefused()
    {
        using TestDatabase database = new(isPrepared: false);
        string file = Path.Combine(database.Folder, "file");
        File.WriteAllText(file, "");
        using TestDatabase below = new(isPrepared: false, path: Path.Combine(file, "chat.db"));

        StartupException error = Assert.Throws<StartupException>(() => below.File.Prepare(Cancellation));

        Assert.StartsWith($"Data:Path is '{below.Path}', which cannot be opened: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("It must be a file in a folder that this account may write to.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Prepare_ReadOnlyFolder_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix rights");
        using TestDatabase database = new(isPrepared: false);
        string folder = Path.Combine(database.Folder, "locked");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // Root may write anywhere but into what the kernel shows of itself.
        using TestDatabase locked = new(isPrepared: false, path: Environment.IsPrivilegedProcess ? "/proc/1/qwenwebchat.db" : Path.Combine(folder, "chat.db"));

        StartupException error = Assert.Throws<StartupException>(() => locked.File.Prepare(Cancellation));

        Assert.EndsWith("It must be a file in a folder that this account may write to.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("2025-06-09 11:00:00.0000000+00:00")]
    [InlineData("2999-01-01 00:00:00.0000000+00:00")]
    public void Prepare_LockLeftByACrash_IsDroppedWhateverItsTime(string written)
    {
        using TestDatabase database = new(isPrepared: false);
        Directory.CreateDirectory(Path.GetDirectoryName(database.Path)!);
        using (SqliteConnection crashed = new($"Data Source={database.Path}"))
        {
            crashed.Open();
            using SqliteCommand command = crashed.CreateCommand();
            command.CommandText = """
                PRAGMA application_id = 0x51774368;
                CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL CONSTRAINT PK___EFMigrationsLock PRIMARY KEY, Timestamp TEXT NOT NULL);
                INSERT INTO __EFMigrationsLock VALUES (1, $written);
                """;
            command.Parameters.AddWithValue("$written", written);
            command.ExecuteNonQuery();
        }

        database.File.Prepare(Cancellation);

        using ChatDbContext context = database.CreateForAll();
        Assert.Empty(context.Database.GetPendingMigrations());
    }

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public void Prepare_AnotherProgramHoldsIt_IsRefusedAfterAWhile(string journal)
    {
        using TestDatabase database = new();
        database.File.Release();
        using SqliteConnection other = new($"Data Source={database.Path};Pooling=False");
        other.Open();
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = $"PRAGMA journal_mode = {journal}";
        command.ExecuteNonQuery();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();

        StartupException error = Assert.Throws<StartupException>(() => database.File.Prepare(Cancellation));

        Assert.Equal($"Data:Path is '{database.Path}', which cannot be opened: another program holds it. End that, or name another file.", error.Message);
    }

    [Fact]
    public void Prepare_ToldToStopInAMigration_StopsThereAndGoesOnNextTime()
    {
        using TestDatabase database = new(isPrepared: false);
        using CancellationTokenSource stop = new();
        DatabaseFile slow = new(Options.Create(new DatabaseOptions { Path = database.Path }), new SlowMigration(database.Path, stop));

        Assert.Throws<OperationCanceledException>(() => slow.Prepare(stop.Token));

        database.File.Prepare(Cancellation);
        using ChatDbContext context = database.CreateForAll();
        Assert.Empty(context.Database.GetPendingMigrations());
    }

    [Fact]
    public void Validate_Folder_NamesKeyAndValue()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(new DatabaseOptions { Path = Path.GetTempPath() }.Validate);

        Assert.StartsWith($"Path is '{Path.GetTempPath()}', a folder; it must be a file, such as ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FullPath_Empty_IsTheUsersOwn()
    {
        new DatabaseOptions().Validate();

        Assert.EndsWith(Path.Combine("QwenWebChat", "qwenwebchat.db"), new DatabaseOptions { Path = " " }.FullPath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForeignKeys_ParentOfNoMessage_IsRefused()
    {
        using TestDatabase database = new();
        Guid conversation = await database.CreateAsync();
        using ChatDbContext context = database.CreateForAll();
        context.Add(new Message { Id = Guid.NewGuid(), ConversationId = conversation, ParentId = Guid.NewGuid(), Role = MessageRole.User, Text = "", CreatedAt = default });

        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Cancellation));
    }
}
