using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.App.Quotas;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Quotas;

/// <summary>Usage and limits survive a restart.</summary>
public sealed class UsageWriterTests : IDisposable
{
    private static readonly RequestOwner Local = Ledgers.OwnerOf(TestDatabase.LocalOwner);
    private static readonly QuotaSubject Subject = QuotaSubject.Of(TestDatabase.LocalOwner);

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Start_AfterARestart_CountsOnAndRemembersTheLimits()
    {
        using (Run first = await StartAsync())
        {
            await first.Quotas.SaveAsync(null, new QuotaLimits { TokensPerDay = 500 }, TestDatabase.Cancellation);
            await first.Quotas.SaveAsync(Subject, new QuotaLimits { TokensPerDay = 1_000, RequestsAtOnce = 4 }, TestDatabase.Cancellation);
            await first.Quotas.SaveAsync(QuotaSubject.Of("ci"), new QuotaLimits { MaxPromptTokens = 700 }, TestDatabase.Cancellation);
            first.Ledger.Use(Local, 600, 100);
            first.Ledger.Use(Ledgers.OwnerOf(TestDatabase.LocalOwner, "ci"), 200, 50);
            await first.StopAsync();
        }

        using Run second = await StartAsync();

        Assert.Equal((950L, 950L), second.Ledger.TokensOf(Subject));
        Assert.Equal((250L, 250L), second.Ledger.TokensOf(QuotaSubject.Of("ci")));
        Assert.Equal(new QuotaLimits { TokensPerDay = 1_000, RequestsAtOnce = 4 }, second.Ledger.Book.Of(Subject));
        Assert.Equal((500L, 700), (second.Ledger.Book.Defaults.TokensPerDay, second.Ledger.Book.OwnOf(QuotaSubject.Of("ci")).MaxPromptTokens));
        Assert.Equal(950, second.Ledger.Refusal(Local, 40, 20).Used);
    }

    [Fact]
    public async Task Start_OnTheNextDay_HasTheDayFreeAndTheMonthCounted()
    {
        using (Run first = await StartAsync())
        {
            first.Ledger.Use(Local, 600, 100);
            await first.StopAsync();
        }

        _database.Time.Advance(TimeSpan.FromDays(1));
        using Run second = await StartAsync();

        Assert.Equal((0L, 700L), second.Ledger.TokensOf(Subject));
    }

    [Fact]
    public async Task Write_ManyRequests_AddsUpInOneRowOfEachDayAndKey()
    {
        using Run run = await StartAsync();
        for (int i = 0; i < 20; i++)
        {
            run.Ledger.Use(Local, 10, i);
        }

        _database.Time.Advance(TimeSpan.FromDays(1));
        run.Ledger.Use(Local, 7, 3);
        await run.StopAsync();

        using ChatDbContext context = _database.CreateForAll();
        List<TokenUsage> rows = await context.TokenUsages.OrderBy(row => row.Day).ToListAsync(TestDatabase.Cancellation);
        Assert.Equal([(200L, 190L, 20L), (7L, 3L, 1L)], rows.Select(row => (row.PromptTokens, row.NewTokens, row.RequestCount)));
        Assert.Equal([new DateOnly(2025, 6, 10), new DateOnly(2025, 6, 11)], rows.Select(row => row.Day));
    }

    [Fact]
    public async Task Write_DatabaseIsLocked_IsTriedAgainAndLosesNothing()
    {
        using Run run = await StartAsync();
        using ChatDbContext other = _database.CreateForAll();
        SqliteConnection locking = (SqliteConnection)other.Database.GetDbConnection();
        await locking.OpenAsync(TestDatabase.Cancellation);
        using SqliteCommand command = locking.CreateCommand();
        command.CommandText = "ALTER TABLE TokenUsages RENAME TO Hidden";
        await command.ExecuteNonQueryAsync(TestDatabase.Cancellation);

        run.Ledger.Use(Local, 10, 5);
        await run.Failed.Task.WaitAsync(WaitLimit.Value, TestDatabase.Cancellation);
        run.Ledger.Use(Local, 20, 5);
        command.CommandText = "ALTER TABLE Hidden RENAME TO TokenUsages";
        await command.ExecuteNonQueryAsync(TestDatabase.Cancellation);
        await run.StopAsync();

        Assert.Equal((30L, 10L, 2L), await other.TokenUsages.Select(row => ValueTuple.Create(row.PromptTokens, row.NewTokens, row.RequestCount)).SingleAsync(TestDatabase.Cancellation));
    }

    [Fact]
    public async Task Write_AccountWasDeleted_LeavesItOutAndKeepsTheOthers()
    {
        using Run run = await StartAsync();
        run.Ledger.Use(Ledgers.OwnerOf(Guid.NewGuid()), 10, 5);
        run.Ledger.Use(Local, 10, 5);
        await run.StopAsync();

        using ChatDbContext context = _database.CreateForAll();
        Assert.Equal(TestDatabase.LocalOwner, (await context.TokenUsages.SingleAsync(TestDatabase.Cancellation)).AccountId);
    }

    [Fact]
    public async Task Delete_Account_TakesItsLimitsAndUsageWithIt()
    {
        using Run run = await StartAsync();
        await run.Quotas.SaveAsync(QuotaSubject.Of(TestDatabase.OtherOwner), new QuotaLimits { TokensPerDay = 1 }, TestDatabase.Cancellation);
        await run.Usages.AddAsync([new TokenUsage { AccountId = TestDatabase.OtherOwner, Key = "", Day = new DateOnly(2025, 6, 10), NewTokens = 1 }], TestDatabase.Cancellation);

        using ChatDbContext context = _database.CreateForAll();
        await context.Accounts.Where(row => row.Id == TestDatabase.OtherOwner).ExecuteDeleteAsync(TestDatabase.Cancellation);

        Assert.Equal((0, 0), (await context.Quotas.CountAsync(TestDatabase.Cancellation), await context.TokenUsages.CountAsync(TestDatabase.Cancellation)));
        await run.StopAsync();
    }

    [Fact]
    public async Task Delete_Conversations_GivesNothingBack()
    {
        using Run run = await StartAsync();
        Guid chat = await _database.CreateAsync();
        run.Ledger.Use(Local, 600, 100);

        await _database.Conversations.DeleteAsync(TestDatabase.LocalOwner, chat, TestDatabase.Cancellation);
        await _database.Conversations.PurgeAsync(TestDatabase.LocalOwner, chat, TestDatabase.Cancellation);
        await run.StopAsync();

        using Run again = await StartAsync();
        Assert.Equal((700L, 700L), again.Ledger.TokensOf(Subject));
    }

    [Fact]
    public async Task Save_NegativeLimit_IsRefused()
    {
        using Run run = await StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => run.Quotas.SaveAsync(null, new QuotaLimits { RequestsAtOnce = 0 }, TestDatabase.Cancellation));
        await run.StopAsync();
    }

    private async Task<Run> StartAsync()
    {
        Run run = new(_database);
        await run.Writer.StartAsync(TestDatabase.Cancellation);
        return run;
    }

    private sealed class Run : IDisposable
    {
        public Run(TestDatabase database)
        {
            Ledger = new QuotaLedger(database.Time);
            Usages = new UsageStore(database);
            Quotas = new QuotaStore(database, Ledger, new AccountDirectory(database), database.Time);
            Writer = new UsageWriter(Ledger, Quotas, Usages, new SignalledTime(database.Time, Failed), NullLogger<UsageWriter>.Instance);
        }

        public QuotaLedger Ledger { get; }

        public UsageStore Usages { get; }

        public QuotaStore Quotas { get; }

        public UsageWriter Writer { get; }

        /// <summary>Completes when the writer waits before its next attempt.</summary>
        public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StopAsync() => Writer.StopAsync(TestDatabase.Cancellation);

        public void Dispose() => Writer.Dispose();
    }

    private sealed class SignalledTime(FakeTimeProvider time, TaskCompletionSource waiting) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long GetTimestamp() => time.GetTimestamp();

        public override long TimestampFrequency => time.TimestampFrequency;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            waiting.TrySetResult();
            return time.CreateTimer(callback, state, dueTime, period);
        }
    }
}
