using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace QwenWebChat.App.Data;

/// <summary>
/// A database in memory for what must never be stored, with the tables of the database file but without its search index. It is
/// made with its first use and ends when disposed. Thread-safe.
/// </summary>
/// <param name="ownerId">The account that everything in it belongs to.</param>
internal sealed class TemporaryDatabase(Guid ownerId) : IDbContextFactory<ChatDbContext>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        // The name is shared by the connections of this process alone.
        DataSource = $"temporary-{Guid.NewGuid():N}",
        Mode = SqliteOpenMode.Memory,
        Cache = SqliteCacheMode.Shared,
        Pooling = false,
    }.ConnectionString;

    // SQLite drops the database with its last connection.
    private SqliteConnection? _keeper;
    private bool _isDisposed;

    /// <exception cref="ObjectDisposedException">The database has ended.</exception>
    public ChatDbContext CreateDbContext()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_keeper is null)
            {
                Make();
            }
        }

        return CreateContext();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _keeper?.Dispose();
        }
    }

    private void Make()
    {
        _keeper = new SqliteConnection(_connectionString);
        _keeper.Open();
        using ChatDbContext context = CreateContext();
        context.Database.EnsureCreated();
        if (ownerId != Account.LocalId)
        {
            context.Add(new Account { Id = ownerId, Name = "" });
            context.SaveChanges();
        }
    }

    private ChatDbContext CreateContext()
    {
        DbContextOptionsBuilder<ChatDbContext> options = new();
        options.UseSqlite(_connectionString).AddInterceptors(new ConnectionPragmas(isInMemory: true));
        return new ChatDbContext(options.Options);
    }
}
