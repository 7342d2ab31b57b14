using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using QwenWebChat.Documents.Unicode;

namespace QwenWebChat.App.Data;

/// <summary>
/// Sets up each connection, because SQLite does not store these settings: pragmas, and the function that folds text for the
/// search index. A connection waits if the file is locked. With a write-ahead log, NORMAL can lose the last moments at a
/// power failure, but never damages the file.
/// </summary>
/// <param name="isInMemory">True if nothing may be written to a disk: SQLite then holds sorted rows and the like in memory too.</param>
internal sealed class ConnectionPragmas(bool isInMemory = false) : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        // As bytes, because a string would end at a NUL character.
        ((SqliteConnection)connection).CreateFunction<byte[]?, string?>(
            "search_fold", text => text is null ? null : FoldedText.Fold(Encoding.UTF8.GetString(text).Replace('\0', ' ')), isDeterministic: true);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = isInMemory ? $"{Pragmas} PRAGMA temp_store = MEMORY;" : Pragmas;
        command.ExecuteNonQuery();
    }

    // SQLite has no asynchronous calls, so awaiting would only hide that.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
