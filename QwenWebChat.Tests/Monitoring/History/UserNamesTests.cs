using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.App.Data;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Monitoring.History;

public sealed class UserNamesTests : IDisposable
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);
    private static readonly string Local = LocalOwner.ToString();

    private readonly TestDatabase _database = new();
    private readonly CollectingLogger<UserNames> _log = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Of_DatabaseFails_KeepsTheNamesAndSaysSoOnce()
    {
        UserNames names = new(_database, _database.Time, _log);
        await names.RefreshAsync();
        Execute("ALTER TABLE Accounts RENAME TO Gone");

        for (int count = 0; count < 3; count++)
        {
            _database.Time.Advance(Age);
            await names.RefreshAsync();
            Assert.Equal("local", names.Of(Local));
        }

        Assert.Single(_log.Lines);
        Execute("ALTER TABLE Gone RENAME TO Accounts");
        Rename("Ada");
        _database.Time.Advance(Age);
        await names.RefreshAsync();
        Assert.Equal(("Ada", "nobody", ""), (names.Of(Local), names.Of("nobody"), names.Of("")));
        Assert.Equal([Local], names.Find("AD"));
    }

    [Fact]
    public async Task Refresh_ClockStandsStill_ReadsOnceTheNamesAreOld()
    {
        StoppedClock time = new();
        UserNames names = new(_database, time, _log);
        await names.RefreshAsync();
        Rename("Ada");

        time.Passed = Age - TimeSpan.FromMilliseconds(1);
        await names.RefreshAsync();
        Assert.Equal("local", names.Of(Local));
        time.Passed = Age;
        await names.RefreshAsync();

        Assert.Equal("Ada", names.Of(Local));
    }

    [Fact]
    public async Task Of_SlowDatabase_NeverWaits()
    {
        using ManualResetEventSlim go = new();
        UserNames names = new(new SlowContexts(_database, go), _database.Time, NullLogger<UserNames>.Instance);

        Assert.Equal(Local, names.Of(Local));
        Assert.Empty(names.Find("local"));
        go.Set();
        await names.RefreshAsync().WaitAsync(Cancellation);

        Assert.Equal("local", names.Of(Local));
    }

    private void Rename(string name)
    {
        using ChatDbContext context = _database.CreateDbContext();
        context.Accounts.Where(owner => owner.Id == LocalOwner).ExecuteUpdate(owner => owner.SetProperty(row => row.Name, name));
    }

    private void Execute(string sql)
    {
        using ChatDbContext context = _database.CreateDbContext();
        context.Database.ExecuteSqlRaw(sql);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Records.Noon;

        public override long GetTimestamp() => Passed.Ticks;
    }

    private sealed class SlowContexts(TestDatabase database, ManualResetEventSlim go) : IDbContextFactory<ChatDbContext>
    {
        public ChatDbContext CreateDbContext()
        {
            go.Wait(Cancellation);
            return database.CreateDbContext();
        }
    }
}
