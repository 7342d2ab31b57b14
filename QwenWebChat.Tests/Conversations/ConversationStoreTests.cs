using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations;

public sealed class ConversationStoreTests : IDisposable
{
    private readonly TestDatabase _database = new();

    private ConversationStore Store => _database.Conversations;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Create_GivesAnEmptyConversationOfItsTime()
    {
        FolderView folder = (await _database.Folders.CreateAsync(LocalOwner, "work", Cancellation))!;
        SamplingOverrides settings = new() { Temperature = 0.2, Seed = ulong.MaxValue };
        ChatSetup setup = new("Be brief.", settings) { Format = OutputFormat.OfSchema("{\"type\": \"object\"}"), Tools = ["date", "unknown"] };

        ConversationSummary made = await Store.CreateAsync(LocalOwner, " two\nlines ", setup, folder.Id, Cancellation);
        ConversationView opened = await _database.OpenAsync(made.Id);

        Assert.Equal(("two lines", _database.Time.GetUtcNow(), folder.Id), (made.Title, made.CreatedAt, made.FolderId));
        Assert.Equal(made, opened.Summary);
        Assert.Equal(setup, opened.Setup);
        Assert.Empty(opened.Path);
        Assert.Equal(7, made.Id.Version);
    }

    [Fact]
    public async Task List_PinnedFirstThenTheLastWritten()
    {
        List<Guid> ids = [];
        foreach (string title in new[] { "a", "b", "c", "d" })
        {
            ids.Add(await _database.CreateAsync(title));
            _database.Time.Advance(TimeSpan.FromHours(1));
        }

        await _database.AddAsync(ids[1], null, "now the newest");
        await Store.SetPinnedAsync(LocalOwner, ids[0], true, Cancellation);

        Assert.Equal(["a", "b", "d", "c"], await TitlesAsync(ConversationFilter.Active));
    }

    [Fact]
    public async Task List_Pages_HoldEveryOneOnceWhateverIsWrittenMeanwhile()
    {
        List<Guid> ids = [];
        for (int i = 0; i < 25; i++)
        {
            ids.Add(await _database.CreateAsync($"{i}"));
            // Some within the same millisecond.
            _database.Time.Advance(TimeSpan.FromMilliseconds(i % 3));
        }

        await Store.SetPinnedAsync(LocalOwner, ids[4], true, Cancellation);
        List<Guid> seen = [];
        ConversationFilter filter = new() { Count = 4 };
        for (ConversationPage? page = null; page is null || page.Next is not null; filter = filter with { After = page.Next })
        {
            page = await Store.ListAsync(LocalOwner, filter, Cancellation);
            seen.AddRange(page.Conversations.Select(line => line.Id));
            await _database.CreateAsync("meanwhile");
            _database.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(ids[4], seen[0]);
        Assert.Equal(ids.Order(), seen.Order());
    }

    [Fact]
    public async Task List_ArchivedAndFolders_AreKeptApart()
    {
        Guid folder = (await _database.Folders.CreateAsync(LocalOwner, "work", Cancellation))!.Id;
        Guid archived = await _database.CreateAsync("archived");
        Guid inFolder = await _database.CreateAsync("in folder");
        await Store.SetArchivedAsync(LocalOwner, archived, true, Cancellation);
        await Store.MoveAsync(LocalOwner, inFolder, folder, Cancellation);
        await _database.CreateAsync("plain");

        Assert.Equal(["plain", "in folder"], await TitlesAsync(ConversationFilter.Active));
        Assert.Equal(["archived"], await TitlesAsync(new ConversationFilter { IsArchived = true }));
        Assert.Equal(["in folder"], await TitlesAsync(new ConversationFilter { FolderId = folder }));
    }

    [Theory]
    [InlineData(0, ConversationGroup.Today)]
    [InlineData(11, ConversationGroup.Today)]
    [InlineData(13, ConversationGroup.Yesterday)]
    [InlineData(37, ConversationGroup.Last7Days)]
    [InlineData(24 * 7, ConversationGroup.Last7Days)]
    [InlineData(24 * 8, ConversationGroup.Last30Days)]
    [InlineData(24 * 31, ConversationGroup.Older)]
    public void GroupAt_GoesByTheReadersDays(int hoursAgo, ConversationGroup expected)
    {
        DateTimeOffset now = new(2025, 6, 10, 12, 0, 0, TimeSpan.FromHours(8));
        DateTimeOffset then = now.ToUniversalTime().AddHours(-hoursAgo);
        ConversationSummary line = new(Guid.Empty, "", false, null, false, false, then, then);

        Assert.Equal(expected, line.GroupAt(now));
        Assert.Equal(ConversationGroup.Pinned, (line with { IsPinned = true }).GroupAt(now));
    }

    [Fact]
    public async Task Rename_IsTheUsersOwnAndStays()
    {
        Guid id = await _database.CreateAsync("made up");

        Assert.True(await Store.SuggestTitleAsync(LocalOwner, id, "a better one", Cancellation));
        Assert.True(await Store.RenameAsync(LocalOwner, id, "mine", Cancellation));
        Assert.False(await Store.SuggestTitleAsync(LocalOwner, id, "an even better one", Cancellation));
        Assert.False(await Store.RenameAsync(LocalOwner, id, " \n ", Cancellation));

        ConversationSummary line = (await Store.FindAsync(LocalOwner, id, Cancellation))!;
        Assert.Equal(("mine", true), (line.Title, line.IsTitleOwn));
    }

    [Fact]
    public async Task Rename_TooLong_IsCutBetweenCharacters()
    {
        Guid id = await _database.CreateAsync();

        await Store.RenameAsync(LocalOwner, id, new string('x', 199) + "😀", Cancellation);

        Assert.Equal(new string('x', 199), (await Store.FindAsync(LocalOwner, id, Cancellation))!.Title);
    }

    [Fact]
    public async Task Details_DoNotCountAsWriting()
    {
        Guid id = await _database.CreateAsync();
        DateTimeOffset written = _database.Time.GetUtcNow();
        _database.Time.Advance(TimeSpan.FromDays(2));

        await Store.RenameAsync(LocalOwner, id, "other", Cancellation);
        await Store.SetPinnedAsync(LocalOwner, id, true, Cancellation);
        ChatSetup setup = new("Speak French.", new SamplingOverrides { TopK = 5 });
        await Store.SetSetupAsync(LocalOwner, id, setup, Cancellation);

        ConversationView opened = await _database.OpenAsync(id);
        Assert.Equal((written, setup), (opened.Summary.UpdatedAt, opened.Setup));
        Assert.Equal(setup, await Store.SetupAsync(LocalOwner, id, Cancellation));
    }

    [Fact]
    public async Task Delete_CanBeUndoneUntilItIsPurged()
    {
        Guid id = await _database.CreateAsync("gone");
        Guid message = await _database.AddAsync(id, null, "text");

        Assert.False(await Store.PurgeAsync(LocalOwner, id, Cancellation));
        Assert.True(await Store.DeleteAsync(LocalOwner, id, Cancellation));
        Assert.False(await Store.DeleteAsync(LocalOwner, id, Cancellation));
        Assert.False(await Store.RenameAsync(LocalOwner, id, "x", Cancellation));
        Assert.Null(await _database.Messages.OpenAsync(LocalOwner, id, Cancellation));
        Assert.Null(await _database.Messages.AddAsync(LocalOwner, id, new NewMessage(message, MessageRole.User, "x"), Cancellation));
        Assert.Empty(await TitlesAsync(ConversationFilter.Active));

        Assert.True(await Store.RestoreAsync(LocalOwner, id, Cancellation));
        Assert.Equal("text", Assert.Single((await _database.OpenAsync(id)).Path).Text);

        await Store.DeleteAsync(LocalOwner, id, Cancellation);
        Assert.True(await Store.PurgeAsync(LocalOwner, id, Cancellation));
        Assert.False(await Store.RestoreAsync(LocalOwner, id, Cancellation));
        using ChatDbContext context = _database.CreateForAll();
        Assert.Equal(0, context.Messages.Count());
    }

    [Fact]
    public async Task Purge_LongConversation_IsNoTooDeepRecursion()
    {
        Guid id = await _database.CreateAsync();
        using (ChatDbContext context = _database.CreateForAll())
        {
            Guid? parent = null;
            for (int i = 0; i < 3_000; i++)
            {
                Message message = new() { Id = Guid.CreateVersion7(), ConversationId = id, ParentId = parent, Role = MessageRole.User, Text = $"{i}", CreatedAt = default };
                context.Add(message);
                parent = message.Id;
            }

            await context.SaveChangesAsync(Cancellation);
        }

        await Store.DeleteAsync(LocalOwner, id, Cancellation);

        Assert.True(await Store.PurgeAsync(LocalOwner, id, Cancellation));
    }

    [Fact]
    public async Task Upkeep_PurgesAfterADayAndRecoversWhatACrashLeft()
    {
        Guid old = await _database.CreateAsync("old");
        await Store.DeleteAsync(LocalOwner, old, Cancellation);
        _database.Time.Advance(TimeSpan.FromHours(23));
        Guid young = await _database.CreateAsync("young");
        Guid answer = await _database.AddAsync(young, await _database.AddAsync(young, null, "question"), "half an ans", MessageRole.Assistant, MessageState.Streaming);
        await _database.AddAsync(young, answer, "finished", MessageRole.Assistant, MessageState.LengthLimit);
        await Store.DeleteAsync(LocalOwner, young, Cancellation);
        _database.Time.Advance(TimeSpan.FromHours(2));

        await _database.Upkeep.StartingAsync(Cancellation);

        Assert.False(await Store.RestoreAsync(LocalOwner, old, Cancellation));
        Assert.True(await Store.RestoreAsync(LocalOwner, young, Cancellation));
        Assert.Equal(
            [(MessageState.Finished, "question"), (MessageState.Stopped, "half an ans"), (MessageState.LengthLimit, "finished")],
            (await _database.OpenAsync(young)).Path.Select(message => (message.State, message.Text)));
        Assert.Single(await _database.Search.FindAsync(LocalOwner, "half an ans", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Upkeep_EachHour_PurgesAndEndsQuietly()
    {
        Guid id = await _database.CreateAsync();
        await Store.DeleteAsync(LocalOwner, id, Cancellation);
        TaskCompletionSource<Guid?> purged = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable subscription = _database.Events.Subscribe(LocalOwner, change => purged.TrySetResult(change.ConversationId));

        await _database.Upkeep.StartAsync(Cancellation);
        while (!purged.Task.IsCompleted)
        {
            // The first hours may pass before the timer runs.
            _database.Time.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }

        Assert.Equal(id, await purged.Task);
        await _database.Upkeep.StopAsync(Cancellation);
        await _database.Upkeep.ExecuteTask!;
    }

    [Fact]
    public async Task Folders_HoldConversationsAndLetThemGo()
    {
        FolderStore folders = _database.Folders;
        Guid first = (await folders.CreateAsync(LocalOwner, "first", Cancellation))!.Id;
        Guid second = (await folders.CreateAsync(LocalOwner, "second", Cancellation))!.Id;
        Guid third = (await folders.CreateAsync(LocalOwner, "third", Cancellation))!.Id;
        Guid id = await _database.CreateAsync();

        Assert.Null(await folders.CreateAsync(LocalOwner, " ", Cancellation));
        Assert.True(await Store.MoveAsync(LocalOwner, id, second, Cancellation));
        Assert.True(await folders.RenameAsync(LocalOwner, second, "2nd", Cancellation));
        await folders.ReorderAsync(LocalOwner, [third, second, third], Cancellation);
        Assert.Equal([(third, "third", 0), (second, "2nd", 1), (first, "first", 0)], (await folders.ListAsync(LocalOwner, Cancellation)).Select(folder => (folder.Id, folder.Name, folder.ConversationCount)));

        DeletedFolder deleted = Assert.IsType<DeletedFolder>(await folders.DeleteAsync(LocalOwner, second, Cancellation));
        Assert.Null(await folders.DeleteAsync(LocalOwner, second, Cancellation));
        Assert.False(await Store.MoveAsync(LocalOwner, id, second, Cancellation));
        Assert.Null((await Store.FindAsync(LocalOwner, id, Cancellation))!.FolderId);

        Assert.False(await folders.RestoreAsync(OtherOwner, deleted with { Id = first }, Cancellation));
        Assert.True(await folders.RestoreAsync(LocalOwner, deleted, Cancellation));
        Assert.False(await folders.RestoreAsync(LocalOwner, deleted, Cancellation));
        Assert.Equal([(third, "third", 0), (second, "2nd", 1), (first, "first", 0)], (await folders.ListAsync(LocalOwner, Cancellation)).Select(folder => (folder.Id, folder.Name, folder.ConversationCount)));
    }

    [Fact]
    public async Task Events_TellTheOwnerOnlyAndSurviveAHandlerThatThrows()
    {
        List<ConversationChanged> mine = [];
        List<ConversationChanged> theirs = [];
        using IDisposable broken = _database.Events.Subscribe(LocalOwner, _ => throw new InvalidOperationException());
        using IDisposable other = _database.Events.Subscribe(OtherOwner, theirs.Add);
        IDisposable subscription = _database.Events.Subscribe(LocalOwner, mine.Add);

        Guid id = await _database.CreateAsync();
        Guid answer = await _database.AddAsync(id, null, "", MessageRole.Assistant, MessageState.Streaming);
        await _database.Messages.UpdateAsync(LocalOwner, new AnswerUpdate(id, answer, "so", MessageState.Streaming), Cancellation);
        await _database.Messages.UpdateAsync(LocalOwner, new AnswerUpdate(id, answer, "so far", MessageState.Finished), Cancellation);
        await Store.RenameAsync(LocalOwner, id, "new", Cancellation);
        await Store.RenameAsync(OtherOwner, id, "not theirs", Cancellation);
        await Store.DeleteAsync(LocalOwner, id, Cancellation);
        await Store.RestoreAsync(LocalOwner, id, Cancellation);
        subscription.Dispose();
        await Store.DeleteAsync(LocalOwner, id, Cancellation);

        Assert.All(mine, change => Assert.Equal((LocalOwner, id), (change.OwnerId, change.ConversationId!.Value)));
        Assert.Equal(
            [
                ConversationChangeKind.Created, ConversationChangeKind.Messages, ConversationChangeKind.Progress, ConversationChangeKind.Messages,
                ConversationChangeKind.Details, ConversationChangeKind.Deleted, ConversationChangeKind.Restored,
            ],
            mine.Select(change => change.Kind));
        Assert.Empty(theirs);
    }

    private async Task<IEnumerable<string>> TitlesAsync(ConversationFilter filter) =>
        (await Store.ListAsync(LocalOwner, filter, Cancellation)).Conversations.Select(line => line.Title);
}
