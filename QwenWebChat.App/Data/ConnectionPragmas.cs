using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using QwenWebChat.Documents.Unicode;

namespace QwenWebChat.App.Data;

/// <summary>
/// What SQLite forgets with each connection: settings, and the function that folds what enters the search index. Whoever finds
/// the file locked waits; under a write-ahead log NORMAL can lose the last moments with the machine's power, never the file's
/// integrity.
/// </summary>
internal sealed class ConnectionPragmas : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        // As bytes: a text that holds NUL would end there.
        ((SqliteConnection)connection).CreateFunction<byte[]?, string?>(
            "search_fold", text => text is null ? null : FoldedText.Fold(Encoding.UTF8.GetString(text).Replace('\0', ' ')), isDeterministic: true);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    // SQLite has no asynchronous calls: awaiting would only hide that.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
