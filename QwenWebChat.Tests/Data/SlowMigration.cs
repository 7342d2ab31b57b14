using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using QwenWebChat.App.Data;
using QwenWebChat.App.Hosting;

namespace QwenWebChat.Tests.Data;

/// <summary>Contexts whose first table takes a statement of many seconds, during which the app is told to stop.</summary>
internal sealed class SlowMigration(string path, CancellationTokenSource stop) : DbCommandInterceptor, IDbContextFactory<ChatDbContext>
{
    private bool _isSlow;

    public ChatDbContext CreateDbContext()
    {
        DbContextOptionsBuilder<ChatDbContext> options = new();
        ConversationServices.Configure(options, path);
        options.AddInterceptors(this);
        return new ChatDbContext(options.Options);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        if (!_isSlow && command.CommandText.Contains("CREATE TABLE \"Owners\"", StringComparison.Ordinal))
        {
            _isSlow = true;
            ((SqliteConnection)command.Connection!).CreateFunction("stop_app", Stop);
            using DbCommand slow = command.Connection.CreateCommand();
            slow.Transaction = command.Transaction;
            slow.CommandText = "WITH RECURSIVE rows(row) AS (SELECT stop_app() UNION ALL SELECT row + 1 FROM rows LIMIT 100000000) SELECT COUNT(*) FROM rows";
            slow.ExecuteScalar();
        }

        return result;
    }

    private long Stop()
    {
        stop.Cancel();
        return 0;
    }
}
