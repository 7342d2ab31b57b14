using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Retention;
using QwenWebChat.Tests.Audit;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Retention;

public sealed class ConversationRetentionTests : IDisposable
{
    private readonly TestDatabase _database = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _database.Time.GetUtcNow();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Run_WithoutDays_DeletesAndAnnouncesNothing()
    {
        Guid old = await AddAsync("old");
        Pass(5000);

        Assert.Equal(0, await Retention(null).RunAsync(Cancellation));

        Assert.Null((await FindAsync(old))!.DeletionDueAt);
    }

    [Fact]
    public async Task Run_Daily_AnnouncesAWeekBeforeAndDeletesAtTheEnd()
    {
        Guid id = await AddAsync("temporary");
        DateTimeOffset end = (await FindAsync(id))!.UpdatedAt + TimeSpan.FromDays(30);
        ConversationRetention retention = Retention(30);
        List<(int Day, DateTimeOffset? Due)> days = [];

        for (int day = 0; await FindAsync(id) is not null; day++)
        {
            await retention.RunAsync(Cancellation);
            if (await FindAsync(id) is { } found)
            {
                days.Add((day, found.DeletionDueAt));
            }

            Pass(1);
        }

        Assert.Equal(29, days[^1].Day);
        Assert.All(days, day => Assert.Equal(day.Day >= 22 ? end : null, day.Due));
    }

    [Fact]
    public async Task Run_OverdueWhenTheDaysAreNew_AnnouncesForAWeekFirst()
    {
        Guid id = await AddAsync("from before");
        Pass(400);
        ConversationRetention retention = Retention(30);

        Assert.Equal(0, await retention.RunAsync(Cancellation));
        Assert.Equal(Now + ConversationRetention.Notice, (await FindAsync(id))!.DeletionDueAt);

        Pass(6);
        // No run puts the end off.
        Assert.Equal(0, await retention.RunAsync(Cancellation));
        Assert.Equal(Now + TimeSpan.FromDays(1), (await FindAsync(id))!.DeletionDueAt);
        Pass(1);
        Assert.Equal(1, await retention.RunAsync(Cancellation));
        Assert.Null(await FindAsync(id));
    }

    [Fact]
    public async Task Run_Deletion_TakesEverythingThatHangsOnItAndNothingElse()
    {
        Guid id = await AddAsync("zebra");
        await _database.Drafts.WriteAsync(TestDatabase.LocalOwner, DraftPlace.OfConversation(id), "a draft", cancellationToken: Cancellation);
        Guid pinned = await AddAsync("pinned");
        await _database.Conversations.SetPinnedAsync(TestDatabase.LocalOwner, pinned, isPinned: true, Cancellation);
        Guid trash = await AddAsync("trash");
        await _database.Conversations.DeleteAsync(TestDatabase.LocalOwner, trash, Cancellation);
        ConversationRetention retention = Retention(10);
        Pass(20);
        await retention.RunAsync(Cancellation);
        Guid young = await AddAsync("young");
        Pass(7);
        List<ConversationChanged> changes = [];
        using IDisposable subscription = _database.Events.SubscribeAll(changes.Add);

        Assert.Equal(1, await retention.RunAsync(Cancellation));

        using ChatDbContext context = _database.CreateForAll();
        Assert.Equal(["pinned", "trash", "young"], context.Conversations.OrderBy(row => row.Title).Select(row => row.Title));
        Assert.DoesNotContain(context.Messages, message => message.ConversationId == id);
        Assert.Empty(context.Attachments.Where(attachment => !context.Messages.Any(message => message.Id == attachment.MessageId)));
        Assert.Empty(context.Drafts);
        Assert.Empty(await _database.Search.FindAsync(TestDatabase.LocalOwner, "zebra", cancellationToken: Cancellation));
        Assert.Contains(new ConversationChanged(TestDatabase.LocalOwner, id, ConversationChangeKind.Purged), changes);
        Assert.NotNull(await FindAsync(young));
    }

    [Fact]
    public async Task Run_AnnouncedThenContinued_StartsAnew()
    {
        Guid id = await AddAsync("continued");
        ConversationRetention retention = Retention(30);
        Pass(25);
        await retention.RunAsync(Cancellation);
        Assert.NotNull((await FindAsync(id))!.DeletionDueAt);

        await _database.AddAsync(id, null, "one more");

        Assert.Null((await FindAsync(id))!.DeletionDueAt);
        Pass(20);
        Assert.Equal(0, await retention.RunAsync(Cancellation));
        Assert.Null((await FindAsync(id))!.DeletionDueAt);
    }

    [Fact]
    public async Task Run_UnpinnedLongAfterItsEnd_AnnouncesFirst()
    {
        Guid id = await AddAsync("pinned");
        ConversationRetention retention = Retention(30);
        Pass(25);
        await retention.RunAsync(Cancellation);
        await _database.Conversations.SetPinnedAsync(TestDatabase.LocalOwner, id, isPinned: true, Cancellation);
        Pass(300);
        Assert.Equal(0, await retention.RunAsync(Cancellation));
        await _database.Conversations.SetPinnedAsync(TestDatabase.LocalOwner, id, isPinned: false, Cancellation);

        Assert.Equal(0, await retention.RunAsync(Cancellation));

        Assert.Equal(Now + ConversationRetention.Notice, (await FindAsync(id))!.DeletionDueAt);
    }

    [Fact]
    public async Task Run_ClockThatJumpsBack_DeletesNothing()
    {
        Guid id = await AddAsync("kept");
        ConversationRetention retention = Retention(30);
        Pass(25);
        await retention.RunAsync(Cancellation);

        _database.Time.AdjustTime(Now - TimeSpan.FromDays(4000));

        Assert.Equal(0, await retention.RunAsync(Cancellation));
        Assert.Null((await FindAsync(id))!.DeletionDueAt);
    }

    /// <summary>A start with a wrong clock announces; what was announced then is announced anew once the clock is right.</summary>
    [Fact]
    public async Task Run_ClockThatWasAheadOnce_DeletesNothingWithoutAWeek()
    {
        Guid id = await AddAsync("kept");
        ConversationRetention retention = Retention(30);
        DateTimeOffset right = Now;
        Pass(4000);
        Assert.Equal(0, await retention.RunAsync(Cancellation));

        _database.Time.AdjustTime(right + TimeSpan.FromDays(40));

        Assert.Equal(0, await retention.RunAsync(Cancellation));
        Assert.Equal(Now + ConversationRetention.Notice, (await FindAsync(id))!.DeletionDueAt);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 3)]
    [InlineData(8, 8)]
    public async Task Run_ShortRetention_EndsWithinADayOfIt(int days, int lastDay)
    {
        Guid id = await AddAsync("short");
        ConversationRetention retention = Retention(days);
        int day = 0;
        for (; await FindAsync(id) is not null; day++)
        {
            await retention.RunAsync(Cancellation);
            Pass(1);
        }

        Assert.InRange(day - 1, days, lastDay);
    }

    [Fact]
    public async Task Run_OneAccountsDays_TouchNoOther()
    {
        Guid mine = await AddAsync("mine");
        Guid theirs = await AddAsync("theirs", TestDatabase.OtherOwner);
        await Store(null).SetOwnAsync(TestDatabase.OtherOwner, 5, Cancellation);
        ConversationRetention retention = Retention(null);
        Pass(100);
        await retention.RunAsync(Cancellation);
        Pass(7);

        Assert.Equal(1, await retention.RunAsync(Cancellation));

        Assert.NotNull(await FindAsync(mine));
        Assert.Null(await FindAsync(theirs, TestDatabase.OtherOwner));
    }

    [Fact]
    public async Task Upkeep_Daily_RecordsOneEntryForEachRunThatDeleted()
    {
        await AddAsync("one");
        await AddAsync("two");
        Pass(40);
        AuditLog log = new(_database, _database.Time, NullLogger<AuditLog>.Instance);
        using RetentionUpkeep upkeep = new(Retention(30), log, _database.Time, NullLogger<RetentionUpkeep>.Instance);
        await upkeep.RunAsync(Cancellation);
        Assert.Empty(TestAudit.Entries(_database));
        Pass(7);

        await upkeep.RunAsync(Cancellation);
        await upkeep.RunAsync(Cancellation);

        Assert.Equal(["QwenWebChat ConversationsExpired - Succeeded 2"], TestAudit.Entries(_database).Select(TestAudit.Line));
    }

    [Fact]
    public async Task Prepare_DatabaseOfThePreviousVersion_LosesNothing()
    {
        Guid id = await AddAsync("kept");
        using (ChatDbContext context = _database.CreateDbContext())
        {
            context.Database.Migrate("20261130040000_Quotas");
        }

        _database.File.Prepare(Cancellation);

        Pass(4000);
        Assert.Equal(0, await Retention(null).RunAsync(Cancellation));
        Assert.Equal(["question", "answer"], (await _database.OpenAsync(id)).Path.Select(message => message.Text));
        // The triggers of the search index are still there.
        await _database.AddAsync(id, null, "a new zebra");
        Assert.NotEmpty(await _database.Search.FindAsync(TestDatabase.LocalOwner, "zebra", cancellationToken: Cancellation));
    }

    private void Pass(int days) => _database.Time.Advance(TimeSpan.FromDays(days));

    private RetentionStore Store(int? days) => new(_database, Options.Create(new RetentionOptions { ConversationDays = days }));

    private ConversationRetention Retention(int? days) => new(_database, Store(days), _database.Events, _database.Time);

    private Task<ConversationSummary?> FindAsync(Guid id, Guid? owner = null) => _database.Conversations.FindAsync(owner ?? TestDatabase.LocalOwner, id, Cancellation);

    private async Task<Guid> AddAsync(string title, Guid? owner = null)
    {
        Guid id = await _database.CreateAsync(title, owner);
        await _database.Messages.AddAsync(
            owner ?? TestDatabase.LocalOwner, id,
            [new NewMessage(null, MessageRole.User, "question") { Attachments = [new MessageAttachment("a.txt", "a")] }, new NewMessage(null, MessageRole.Assistant, "answer")], Cancellation);
        return id;
    }
}
