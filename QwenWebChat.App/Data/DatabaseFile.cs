using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Hosting;

namespace QwenWebChat.App.Data;

/// <summary>The SQLite file: made, checked to be this app's and no newer than it, and brought to the present schema.</summary>
internal sealed class DatabaseFile(IOptions<DatabaseOptions> options, IDbContextFactory<ChatDbContext> contexts, TimeProvider time)
{
    // "QwCh": says whose file it is, in SQLite's own header.
    private const long ApplicationId = 0x51774368;
    private static readonly TimeSpan MigrationLockAge = TimeSpan.FromMinutes(1);

    private string Path => options.Value.FullPath;

    /// <exception cref="StartupException">The file cannot be used; the message says why and what to do.</exception>
    public void Prepare()
    {
        try
        {
            Create();
            CheckOwnership();
            Migrate();
        }
        catch (SqliteException exception)
        {
            throw new StartupException($"Data:Path is '{Path}', which cannot be opened: {Explain(exception)}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartupException($"Data:Path is '{Path}', which cannot be opened: {exception.Message} It must be a file in a folder that this account may write to.");
        }
    }

    /// <summary>Lets go of the file: the last connection's end folds the write-ahead log into it.</summary>
    public void Release()
    {
        using ChatDbContext context = contexts.CreateDbContext();
        SqliteConnection.ClearPool((SqliteConnection)context.Database.GetDbConnection());
    }

    // For this account's eyes only; SQLite gives the log beside it the same rights.
    private void Create()
    {
        string folder = System.IO.Path.GetDirectoryName(Path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        FileStreamOptions open = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream file = new(Path, open);
    }

    // Not through the context, which would log what is told in one line.
    private void CheckOwnership()
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT application_id FROM pragma_application_id) = $id OR NOT EXISTS (SELECT 1 FROM sqlite_master)";
        command.Parameters.AddWithValue("$id", ApplicationId);
        if (command.ExecuteScalar() is not 1L)
        {
            throw new StartupException($"Data:Path is '{Path}', the database of another program; it must be a file that QwenWebChat made, or one that does not exist yet.");
        }

        command.CommandText = $"PRAGMA journal_mode = WAL; PRAGMA application_id = {ApplicationId};";
        command.ExecuteNonQuery();
    }

    private void Migrate()
    {
        using ChatDbContext context = contexts.CreateDbContext();
        string[] known = [.. context.Database.GetMigrations()];
        if (context.Database.GetAppliedMigrations().Except(known).FirstOrDefault() is { } newer)
        {
            throw new StartupException($"Data:Path is '{Path}', which a newer QwenWebChat wrote ({newer}); run that version, or name another file.");
        }

        if (context.Database.GetPendingMigrations().Any())
        {
            DropAbandonedLock(context);
            context.Database.Migrate();
        }
    }

    // A process that dies while it migrates leaves its lock, and every later one would wait for it for ever.
    private void DropAbandonedLock(ChatDbContext context)
    {
        if (context.Database.SqlQueryRaw<long>("SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").Single() > 0)
        {
            string before = (time.GetUtcNow() - MigrationLockAge).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            context.Database.ExecuteSql($"DELETE FROM __EFMigrationsLock WHERE Timestamp < {before}");
        }
    }

    private static string Explain(SqliteException exception) => exception.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_NOTADB => "it is no SQLite database. It must be a file that QwenWebChat made, or one that does not exist yet.",
        SQLitePCL.raw.SQLITE_CORRUPT => "it is damaged. Put a copy in its place, or name another file.",
        SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN => "it may not be written. It must be a file in a folder that this account may write to.",
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => "another program holds it. End that, or name another file.",
        SQLitePCL.raw.SQLITE_FULL => "the disk is full.",
        _ => exception.Message,
    };
}
