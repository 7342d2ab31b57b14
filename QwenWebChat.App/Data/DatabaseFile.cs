using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Data;

/// <summary>The SQLite file: creates it, checks that it belongs to this app and is not newer than it, and migrates it.</summary>
internal sealed class DatabaseFile(IOptions<DatabaseOptions> options, IDbContextFactory<ChatDbContext> contexts)
{
    // "QwCh": identifies the app in SQLite's own header.
    private const long ApplicationId = 0x51774368;

    // The time that a start waits for another program that locks the file.
    private const int BusySeconds = 2;

    private string Path => options.Value.FullPath;

    /// <summary>Prepares the file while <see cref="DatabaseLock"/> is held.</summary>
    /// <exception cref="StartupException">The file cannot be used; the message contains the reason and the remedy.</exception>
    /// <exception cref="OperationCanceledException">The start was cancelled, perhaps during a migration; the next start continues from there.</exception>
    public void Prepare(CancellationToken cancellationToken = default)
    {
        try
        {
            Create();
            CheckOwnership();
            Migrate(cancellationToken);
        }
        catch (SqliteException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new StartupException($"Data:Path is '{Path}', which cannot be opened: {Explain(exception)}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw CannotOpen(Path, exception);
        }
    }

    /// <summary>Closes the file: the end of the last connection merges the write-ahead log into it.</summary>
    public void Release()
    {
        using SqliteConnection connection = new(ConnectionString(Path));
        SqliteConnection.ClearPool(connection);
    }

    public static string ConnectionString(string path) => new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString;

    /// <summary>Creates the error for a path that the file system does not accept.</summary>
    public static StartupException CannotOpen(string path, Exception cause) =>
        new($"Data:Path is '{path}', which cannot be opened: {cause.Message} It must be a file in a folder that this account may write to.");

    /// <summary>Returns the end of a sentence: the fault of the file, and the remedy.</summary>
    public static string Explain(SqliteException exception) => exception.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_NOTADB => "it is no SQLite database. It must be a file that QwenWebChat made, or one that does not exist yet.",
        SQLitePCL.raw.SQLITE_CORRUPT => "it is damaged. Put a copy in its place, or name another file.",
        SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN => "it may not be written. It must be a file in a folder that this account may write to.",
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => "another program holds it. End that, or name another file.",
        SQLitePCL.raw.SQLITE_FULL => "the disk is full.",
        _ => exception.Message,
    };

    // Readable for this account only; SQLite gives the log beside it the same permissions.
    private void Create()
    {
        PrivateFolder.Create(System.IO.Path.GetDirectoryName(Path)!);
        using FileStream file = PrivateFolder.Open(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    // Not through the context, which would log the error in addition to the one line.
    private void CheckOwnership()
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false, DefaultTimeout = BusySeconds }.ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT application_id FROM pragma_application_id) = $id OR NOT EXISTS (SELECT 1 FROM sqlite_master)";
        command.Parameters.AddWithValue("$id", ApplicationId);
        if (command.ExecuteScalar() is not 1L)
        {
            throw new StartupException($"Data:Path is '{Path}', the database of another program; it must be a file that QwenWebChat made, or one that does not exist yet.");
        }

        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteNonQuery();
        // The transaction takes the lock, so that another writer is detected here and not by the first service that writes. It is a
        // separate command, because statements after one with a result fail silently.
        command.CommandText = $"BEGIN IMMEDIATE; PRAGMA application_id = {ApplicationId}; COMMIT";
        command.ExecuteNonQuery();
    }

    private void Migrate(CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        context.Database.SetCommandTimeout(BusySeconds);
        context.Database.OpenConnection();
        SqliteConnection connection = (SqliteConnection)context.Database.GetDbConnection();
        SQLitePCL.raw.sqlite3_busy_timeout(connection.Handle, BusySeconds * 1000);
        using CancellationTokenRegistration stop = cancellationToken.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));
        cancellationToken.ThrowIfCancellationRequested();
        string[] known = [.. context.Database.GetMigrations()];
        if (context.Database.GetAppliedMigrations().Except(known).FirstOrDefault() is { } newer)
        {
            throw new StartupException($"Data:Path is '{Path}', which a newer QwenWebChat wrote ({newer}); run that version, or name another file.");
        }

        if (!context.Database.GetPendingMigrations().Any())
        {
            return;
        }

        DropAbandonedLock(context);
        context.Database.Migrate();
    }

    // A process that dies during a migration leaves EF Core's own lock, and Migrate would wait for it forever. No other process
    // migrates while DatabaseLock is held.
    private static void DropAbandonedLock(ChatDbContext context)
    {
        if (context.Database.SqlQueryRaw<long>("SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").Single() > 0)
        {
            context.Database.ExecuteSqlRaw("DELETE FROM __EFMigrationsLock");
        }
    }
}
