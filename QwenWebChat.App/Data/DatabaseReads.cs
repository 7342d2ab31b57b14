using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace QwenWebChat.App.Data;

/// <summary>Starts read transactions for queries that must see the same state.</summary>
internal static class DatabaseReads
{
    /// <summary>
    /// Starts a snapshot for several reads. Unlike <c>BeginTransaction</c> it takes no write lock and blocks no writer.
    /// </summary>
    public static async Task<IDbContextTransaction> BeginReadAsync(this DatabaseFacade database, CancellationToken cancellationToken)
    {
        await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        SqliteTransaction snapshot = ((SqliteConnection)database.GetDbConnection()).BeginTransaction(deferred: true);
        return (await database.UseTransactionAsync(snapshot, cancellationToken).ConfigureAwait(false))!;
    }
}
