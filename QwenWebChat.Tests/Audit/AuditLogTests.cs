using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Audit;

/// <summary>The audit log: writing, reading by filter and page, and the end of its entries.</summary>
public sealed class AuditLogTests : IDisposable
{
    private static readonly AuditActor Ada = new(TestDatabase.LocalOwner, "Ada", "192.0.2.1");
    private static readonly AuditActor Bob = new(TestDatabase.OtherOwner, "bob_2", "192.0.2.2", Guid.NewGuid());

    private readonly TestDatabase _database = new();
    private readonly AuditLog _log;
    private readonly AuditStore _store;

    public AuditLogTests()
    {
        _log = new AuditLog(_database, _database.Time, NullLogger<AuditLog>.Instance);
        _store = new AuditStore(_database);
    }

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Write_EverythingKnown_IsReadBack()
    {
        await _log.WriteAsync(Bob, AuditAction.RoleChanged, new AuditTarget(AuditTargetKind.Account, "eve"), AuditOutcome.Refused, "Administrator");

        AuditEntry entry = Assert.Single((await _store.ListAsync(AuditFilter.None, cancellationToken: Cancellation)).Entries);
        Assert.Equal(
            (_database.Time.GetUtcNow(), Bob.AccountId, "bob_2", AuditAction.RoleChanged, AuditOutcome.Refused, AuditTargetKind.Account, "eve", "Administrator", "192.0.2.2", Bob.KeyId),
            (entry.At, entry.ActorId, entry.ActorName, entry.Action, entry.Outcome, entry.TargetKind, entry.Target, entry.Detail, entry.Address, entry.KeyId));
    }

    [Fact]
    public async Task Write_LongNames_AreCut()
    {
        await _log.WriteAsync(Ada, AuditAction.ModelChanged, new AuditTarget(AuditTargetKind.Model, new string('m', 5_000)), detail: new string('d', 5_000));

        AuditEntry entry = Assert.Single((await _store.ListAsync(AuditFilter.None, cancellationToken: Cancellation)).Entries);
        Assert.Equal((AuditLog.MaxLength, AuditLog.MaxLength), (entry.Target!.Length, entry.Detail!.Length));
    }

    [Fact]
    public async Task Write_DatabaseIsGone_DoesNotThrow()
    {
        AuditLog log = new(new BrokenDatabase(), _database.Time, NullLogger<AuditLog>.Instance);

        await log.WriteAsync(Ada, AuditAction.SignIn);

        Assert.Empty((await _store.ListAsync(AuditFilter.None, cancellationToken: Cancellation)).Entries);
    }

    [Fact]
    public async Task WriteRefusal_EqualOnes_AreOneAMinute()
    {
        for (int i = 0; i < 5; i++)
        {
            await _log.WriteRefusalAsync(Ada, AuditAction.KeyUsed, null, "expired");
            await _log.WriteRefusalAsync(Ada, AuditAction.KeyUsed, null, "revoked");
            await _log.WriteRefusalAsync(Bob, AuditAction.KeyUsed, null, "expired");
        }

        Assert.Equal(3, await CountAsync(AuditFilter.None));
        _database.Time.Advance(RefusalPace.Interval);
        await _log.WriteRefusalAsync(Ada, AuditAction.KeyUsed, null, "expired");
        Assert.Equal(4, await CountAsync(AuditFilter.None));
    }

    [Fact]
    public void WriteRefusal_FromManyAddresses_IsBoundedAndRecovers()
    {
        RefusalPace pace = new(_database.Time);
        int admitted = Enumerable.Range(0, 5_000).Count(number => pace.Admits(Ada with { Address = $"{number}" }, AuditAction.KeyUsed, "unknown"));

        Assert.Equal(1_000, admitted);
        _database.Time.Advance(RefusalPace.Interval);
        Assert.True(pace.Admits(Bob, AuditAction.KeyUsed, "unknown"));
        Assert.False(pace.Admits(Bob, AuditAction.KeyUsed, "unknown"));
    }

    [Fact]
    public async Task List_EachFilter_FindsWhatMatches()
    {
        DateTimeOffset start = _database.Time.GetUtcNow();
        await _log.WriteAsync(Ada, AuditAction.SignIn, new AuditTarget(AuditTargetKind.Account, "Ada"));
        _database.Time.Advance(TimeSpan.FromHours(1));
        await _log.WriteAsync(Bob, AuditAction.KeyMade, new AuditTarget(AuditTargetKind.Key, "100% sure"));
        _database.Time.Advance(TimeSpan.FromHours(1));
        await _log.WriteAsync(new AuditActor(null, null, "192.0.2.3"), AuditAction.SignIn, new AuditTarget(AuditTargetKind.Account, "bob_2"), AuditOutcome.Refused, "Wrong");

        Assert.Equal(3, await CountAsync(AuditFilter.None));
        Assert.Equal(3, await CountAsync(new AuditFilter { Name = "  " }));
        Assert.Equal(1, await CountAsync(new AuditFilter { Name = "aDA" }));
        Assert.Equal(2, await CountAsync(new AuditFilter { Name = " bob_2 " }));
        Assert.Equal(1, await CountAsync(new AuditFilter { Name = "0% s" }));
        Assert.Equal(0, await CountAsync(new AuditFilter { Name = "b%2" }));
        Assert.Equal(0, await CountAsync(new AuditFilter { Name = "A_a" }));
        Assert.Equal(0, await CountAsync(new AuditFilter { Name = "\\" }));
        Assert.Equal(2, await CountAsync(new AuditFilter { Action = AuditAction.SignIn }));
        Assert.Equal(1, await CountAsync(new AuditFilter { Action = AuditAction.SignIn, Outcome = AuditOutcome.Refused }));
        Assert.Equal(1, await CountAsync(new AuditFilter { From = start + TimeSpan.FromHours(1), To = start + TimeSpan.FromHours(2) }));
    }

    [Fact]
    public async Task List_Pages_HaveEachEntryOnceWhateverIsWrittenMeanwhile()
    {
        for (int number = 0; number < 25; number++)
        {
            await _log.WriteAsync(Ada, AuditAction.SignIn, new AuditTarget(AuditTargetKind.Account, $"{number}"));
        }

        List<string> seen = [];
        AuditEntryPage page = await _store.ListAsync(AuditFilter.None, null, 10, Cancellation);
        while (true)
        {
            seen.AddRange(page.Entries.Select(entry => entry.Target!));
            await _log.WriteAsync(Bob, AuditAction.SignIn, new AuditTarget(AuditTargetKind.Account, "new"));
            if (!page.IsMore)
            {
                break;
            }

            page = await _store.ListAsync(AuditFilter.None, page.Entries[^1].Number, 10, Cancellation);
        }

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(number => $"{number}"), seen);
    }

    [Fact]
    public async Task List_ClockWasSetBack_KeepsTheOrderOfWriting()
    {
        await _log.WriteAsync(Ada, AuditAction.SignIn);
        AuditLog earlier = new(_database, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(_database.Time.GetUtcNow() - TimeSpan.FromDays(1)), NullLogger<AuditLog>.Instance);
        await earlier.WriteAsync(Ada, AuditAction.SignOut);

        Assert.Equal([AuditAction.SignOut, AuditAction.SignIn], (await _store.ListAsync(AuditFilter.None, cancellationToken: Cancellation)).Entries.Select(entry => entry.Action));
    }

    [Fact]
    public async Task Read_MoreThanABatch_HasAll()
    {
        using (ChatDbContext context = _database.CreateDbContext())
        {
            context.AddRange(Enumerable.Range(0, 2_100).Select(_ => new AuditEntry { At = _database.Time.GetUtcNow(), Action = AuditAction.SignIn, Outcome = AuditOutcome.Succeeded }));
            await context.SaveChangesAsync(Cancellation);
        }

        List<AuditEntry> all = await _store.ReadAsync(AuditFilter.None, Cancellation).ToListAsync(Cancellation);

        Assert.Equal(2_100, all.Select(entry => entry.Number).Distinct().Count());
        Assert.True(all.Zip(all.Skip(1)).All(pair => pair.First.Number > pair.Second.Number));
    }

    [Fact]
    public async Task Upkeep_ByTheHour_DeletesWhatIsOlderThanTheRetention()
    {
        await _log.WriteAsync(Ada, AuditAction.SignIn);
        _database.Time.Advance(TimeSpan.FromHours(1));
        await _log.WriteAsync(Ada, AuditAction.SignOut);
        using AuditUpkeep upkeep = new(_store, Options.Create(new AuditOptions { Days = 2 }), _database.Time, NullLogger<AuditUpkeep>.Instance);
        await upkeep.StartAsync(Cancellation);

        for (int hour = 0; hour < 48 && await CountAsync(AuditFilter.None) == 2; hour++)
        {
            _database.Time.Advance(TimeSpan.FromHours(1));
        }

        while (await CountAsync(AuditFilter.None) == 2)
        {
            await Task.Yield();
        }

        Assert.Equal([AuditAction.SignOut], (await _store.ListAsync(AuditFilter.None, cancellationToken: Cancellation)).Entries.Select(entry => entry.Action));
        await upkeep.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3651)]
    public void Options_BadDays_NameTheValue(int days) =>
        Assert.Equal($"Days is {days}; it must be 1 to 3650 days.", Assert.Throws<ArgumentException>(() => new AuditOptions { Days = days }.Validate()).Message);

    private async Task<int> CountAsync(AuditFilter filter) => await _store.ReadAsync(filter, Cancellation).CountAsync(Cancellation);

    private sealed class BrokenDatabase : Microsoft.EntityFrameworkCore.IDbContextFactory<ChatDbContext>
    {
        public ChatDbContext CreateDbContext() => throw new InvalidOperationException("The disk is full.");
    }
}
