using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.App.Data;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Monitoring.History;

[Slow]
public sealed class RequestStoreTests : IDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    private readonly TestDatabase _database = new();
    private readonly UserNames _names;
    private readonly RequestStore _store;

    public RequestStoreTests()
    {
        ServedRows.AddOwners(_database);
        _names = new UserNames(_database, _database.Time, NullLogger<UserNames>.Instance);
        _store = new RequestStore(_database, _names);
    }

    public static TheoryData<RequestColumn, bool> Orders =>
        [.. Enum.GetValues<RequestColumn>().SelectMany(column => new (RequestColumn, bool)[] { (column, false), (column, true) })];

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Add_Record_IsReadAsItWas()
    {
        var record = Records.Waiting(user: LocalOwner.ToString()).Decoding().Ended();

        await _store.AddAsync([ServedRequest.Of(record, "what was asked")], Cancellation);

        ServedRequest row = (await _store.FindAsync(record.Id, Cancellation))!;
        await _names.RefreshAsync();
        Assert.Equal(record, row.Record);
        Assert.Equal(("what was asked", "local"), (row.PromptText, _names.Of(row.Record.UserId)));
        Assert.Null(await _store.FindAsync(Guid.NewGuid(), Cancellation));
    }

    [Fact]
    public async Task Find_RowOfAnEarlierVersion_HasAllItsFigures()
    {
        Guid id = Guid.NewGuid();
        using (ChatDbContext context = _database.CreateForAll())
        {
            await context.Database.ExecuteSqlAsync($"""
                INSERT INTO ServedRequests (Id, ArrivedAt, Kind, Outcome, UserId, Model, PromptTokens, CachedTokens, NewTokens,
                    QueueMicroseconds, TimeToFirstTokenMicroseconds, DecodeMicroseconds, TokensPerSecond,
                    InterTokenP50Microseconds, InterTokenP95Microseconds, InterTokenMaxMicroseconds, EndToEndMicroseconds, PreemptionCount, Error, PromptText)
                VALUES ({id}, 1749556800000, 'Document', 'Length', 'ada', 'Qwen2.5-7B-Instruct', 12480, 8192, 21,
                    12000, 850000, 2000000, 10.0, 95000, 130000, 210000, 2870000, 1, NULL, 'what was asked')
                """, Cancellation);
        }

        ServedRequest row = (await _store.FindAsync(id, Cancellation))!;

        Assert.Equal(Records.Waiting("ada", RequestKind.Document).Decoding().Ended(FinishReason.Length) with { Id = id, AcceptedTokens = 0 }, row.Record);
        Assert.Equal(("what was asked", 10.0), (row.PromptText, row.TokensPerSecond));
    }

    [Fact]
    public async Task Add_NeverScheduled_HasNoTimes()
    {
        var record = Records.Waiting().Ended(FinishReason.Abort);

        await _store.AddAsync([ServedRequest.Of(record, null)], Cancellation);

        RequestRecord line = Assert.Single((await _store.ListAsync(new RequestQuery(RequestFilter.None), Cancellation)).Rows);
        Assert.Equal((null, null, null, null, null), (line.Queue, line.TimeToFirstToken, line.Decode, line.TokensPerSecond, line.InterTokenP95));
        Assert.Equal((FinishReason.Abort, RequestPhase.Ended), (line.FinishReason!.Value, line.Phase));
        Assert.Equal([new PhaseInterval(RequestPhase.Queue, TimeSpan.Zero, line.EndToEnd, false)], line.Phases);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task List_ByEachColumn_IsAsAListSorts(RequestColumn column, bool isDescending)
    {
        IReadOnlyList<ServedRequest> rows = await FillAsync(200);

        RequestPage page = await _store.ListAsync(new RequestQuery(RequestFilter.None, column, isDescending, Page: 1, PageSize: 60), Cancellation);

        Assert.Equal(200, page.TotalCount);
        Assert.Equal(Sorted(rows, column, isDescending).Skip(60).Take(60).Select(row => row.Record.Id), page.Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task List_Filtered_IsAsAListFilters()
    {
        IReadOnlyList<ServedRequest> rows = await FillAsync(300);
        DateTimeOffset from = rows[20].Record.ArrivedAt;
        DateTimeOffset to = rows[280].Record.ArrivedAt;
        RequestFilter filter = new()
        {
            Text = "BOB",
            Kinds = [RequestKind.Chat, RequestKind.Api],
            FinishReasons = [FinishReason.Stop, FinishReason.Length],
            From = from,
            To = to,
            MinEndToEnd = TimeSpan.FromSeconds(1),
        };

        RequestPage page = await _store.ListAsync(new RequestQuery(filter, PageSize: 300), Cancellation);

        Guid[] expected = [.. rows.Select(row => row.Record).Where(row => row.Kind is RequestKind.Chat or RequestKind.Api && row.FinishReason is FinishReason.Stop or FinishReason.Length
            && row.ArrivedAt >= from && row.ArrivedAt < to && row.EndToEnd >= TimeSpan.FromSeconds(1) && row.UserId == ServedRows.Bob).Reverse().Select(row => row.Id)];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, page.Rows.Select(row => row.Id));
        Assert.Equal(expected.Length, page.TotalCount);
        Assert.All(page.Rows, row => Assert.True(filter.Matches(row, _names.Of(row.UserId))));
    }

    [Theory]
    [InlineData("0.5b-INSTRUCT")]
    [InlineData("memory (100%)")]
    [InlineData("local")]
    [InlineData("100_")]
    [InlineData("no such thing")]
    public async Task List_ByText_FindsModelErrorAndName(string text)
    {
        await FillAsync(100);
        await _store.AddAsync([ServedRequest.Of(Records.Waiting(user: LocalOwner.ToString()).Ended(), null)], Cancellation);
        RequestPage all = await _store.ListAsync(new RequestQuery(RequestFilter.None, PageSize: 200), Cancellation);
        RequestFilter filter = new() { Text = text };

        RequestPage page = await _store.ListAsync(new RequestQuery(filter, PageSize: 200), Cancellation);

        // A percent sign and an underscore are letters.
        Assert.Equal(all.Rows.Where(row => filter.Matches(row, _names.Of(row.UserId))), page.Rows);
        Assert.Equal(text is "100_" or "no such thing", page.Rows.Count == 0);
    }

    [Theory]
    [InlineData("7b")]
    [InlineData("c0de")]
    public async Task List_ByLettersOfAUsersId_FindsNobody(string text)
    {
        IReadOnlyList<ServedRequest> rows = await FillAsync(200);
        RequestPage all = await _store.ListAsync(new RequestQuery(RequestFilter.None, PageSize: 200), Cancellation);
        RequestFilter filter = new() { Text = text };

        RequestPage page = await _store.ListAsync(new RequestQuery(filter, PageSize: 200), Cancellation);

        Guid[] expected = [.. rows.Select(row => row.Record).Where(row => row.Model.Contains(text, StringComparison.OrdinalIgnoreCase) || row.Id.ToString().StartsWith(text, StringComparison.Ordinal)).Reverse().Select(row => row.Id)];
        Assert.Equal(expected, page.Rows.Select(row => row.Id));
        Assert.Equal(page.Rows, all.Rows.Where(row => filter.Matches(row, _names.Of(row.UserId))));
    }

    [Fact]
    public async Task List_OfAUserWhoIsGone_IsFoundByNoLettersOfTheId()
    {
        var record = Records.Waiting(user: "fa98c0de-0000-7000-8000-0000000000aa").Ended();
        await _store.AddAsync([ServedRequest.Of(record, null)], Cancellation);

        await _names.RefreshAsync();
        Assert.Equal(record.UserId, _names.Of(record.UserId));
        Assert.Empty((await _store.ListAsync(new RequestQuery(new RequestFilter { Text = "98c0de" }), Cancellation)).Rows);
        Assert.False(new RequestFilter { Text = "98c0de" }.Matches(record, record.UserId));
    }

    [Fact]
    public async Task List_ByTheBeginningOfAnId_FindsIt()
    {
        IReadOnlyList<ServedRequest> rows = await FillAsync(100);
        string id = rows[42].Record.Id.ToString();

        RequestPage page = await _store.ListAsync(new RequestQuery(new RequestFilter { Text = id[..13] }), Cancellation);

        Assert.Equal(rows[42].Record.Id, Assert.Single(page.Rows).Id);
        Assert.Empty((await _store.ListAsync(new RequestQuery(new RequestFilter { Text = id[9..] }), Cancellation)).Rows);
    }

    [Fact]
    public async Task Read_MoreThanOneStretch_IsEveryOneOnceTheNewestFirst()
    {
        // Many of one moment: the next stretch begins among them.
        IReadOnlyList<ServedRequest> rows = ServedRows.Make(2300, Records.Noon, TimeSpan.FromMicroseconds(3));
        await _store.AddAsync(rows, Cancellation);

        List<RequestRecord> lines = await _store.ReadAsync(RequestFilter.None, Cancellation).ToListAsync(Cancellation);

        Assert.Equal(rows.OrderByDescending(row => row.Record.ArrivedAt).ThenByDescending(row => row.Number).Select(row => row.Record.Id), lines.Select(line => line.Id));
    }

    [Fact]
    public async Task DeleteBefore_MoreThanOneBatch_KeepsTheNewer()
    {
        IReadOnlyList<ServedRequest> rows = await FillAsync(2500);

        int count = await _store.DeleteBeforeAsync(rows[2400].Record.ArrivedAt, Cancellation);

        RequestPage left = await _store.ListAsync(new RequestQuery(RequestFilter.None, PageSize: 200), Cancellation);
        Assert.Equal((2400, 100), (count, left.TotalCount));
        Assert.Equal(rows.Skip(2400).Reverse().Select(row => row.Record.Id), left.Rows.Select(row => row.Id));
    }

    private static IOrderedEnumerable<ServedRequest> Sorted(IReadOnlyList<ServedRequest> rows, RequestColumn column, bool isDescending)
    {
        Func<ServedRequest, object?> key = column switch
        {
            RequestColumn.Arrived => row => row.Record.ArrivedAt,
            RequestColumn.User => row => ServedRows.NameOf(row).ToUpperInvariant(),
            RequestColumn.Kind => row => row.Record.Kind.ToString(),
            RequestColumn.Model => row => row.Record.Model,
            RequestColumn.PromptTokens => row => row.Record.PromptTokens,
            RequestColumn.CachedTokens => row => row.Record.CachedTokens,
            RequestColumn.NewTokens => row => row.Record.NewTokens,
            RequestColumn.Queue => row => row.Record.Queue,
            RequestColumn.TimeToFirstToken => row => row.Record.TimeToFirstToken,
            RequestColumn.TokensPerSecond => row => row.Record.TokensPerSecond,
            RequestColumn.InterTokenP95 => row => row.Record.InterTokenP95,
            RequestColumn.EndToEnd => row => row.Record.EndToEnd,
            RequestColumn.Preemptions => row => row.Record.PreemptionCount,
            _ => row => row.Record.FinishReason.ToString(),
        };
        Comparer<object?> comparer = Comparer<object?>.Create((one, other) => one is string text ? string.CompareOrdinal(text, (string)other!) : Comparer<object?>.Default.Compare(one, other));
        IOrderedEnumerable<ServedRequest> nullsLast = rows.OrderBy(row => key(row) is null);
        return (isDescending ? nullsLast.ThenByDescending(key, comparer) : nullsLast.ThenBy(key, comparer)).ThenByDescending(row => row.Record.ArrivedAt);
    }

    private async Task<IReadOnlyList<ServedRequest>> FillAsync(int count)
    {
        IReadOnlyList<ServedRequest> rows = ServedRows.Make(count, Records.Noon, Apart);
        await _store.AddAsync(rows, Cancellation);
        return rows;
    }
}
