using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace QwenWebChat.App.Data;

/// <summary>
/// What SQLite forgets with each connection. Whoever finds the file locked waits; under a write-ahead log NORMAL can lose
/// the last moments with the machine's power, never the file's integrity.
/// </summary>
internal sealed class ConnectionPragmas : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
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
