using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.App.Data;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Monitoring.History;

public sealed class RequestStoreTests : IDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    private readonly TestDatabase _database = new();
    private readonly RequestStore _store;

    public RequestStoreTests()
    {
        ServedRows.AddOwners(_database);
        _store = new RequestStore(_database, new UserNames(_database, _database.Time, NullLogger<UserNames>.Instance));
    }

    public static TheoryData<RequestColumn, bool> Orders =>
        [.. Enum.GetValues<RequestColumn>().SelectMany(column => new (RequestColumn, bool)[] { (column, false), (column, true) })];

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Add_Record_IsReadAsItWas()
    {
        var record = Records.Waiting(user: LocalOwner.ToString()).Decoding().Ended();

        await _store.AddAsync([RequestRows.ToRow(record, "what was asked")], Cancellation);

        RequestLine line = (await _store.FindAsync(record.Id, Cancellation))!;
        Assert.Equal(RequestRows.ToLiveLine(record, "local"), line with { Number = 0 });
        Assert.Equal("what was asked", await _store.ReadPromptAsync(record.Id, Cancellation));
        Assert.Null(await _store.FindAsync(Guid.NewGuid(), Cancellation));
    }

    [Fact]
    public async Task Add_NeverScheduled_HasNoTimes()
    {
        var record = Records.Waiting().Ended(Inference.Metrics.RequestOutcome.Abort);

        await _store.AddAsync([RequestRows.ToRow(record, null)], Cancellation);

        RequestLine line = Assert.Single((await _store.ListAsync(new RequestQuery(RequestFilter.None), Cancellation)).Rows);
        Assert.Equal((null, null, null, null, null), (line.Queue, line.TimeToFirstToken, line.Decode, line.TokensPerSecond, line.InterTokenP95));
        Assert.Equal((ServedOutcome.Abort, LinePhase.Ended), (line.Outcome!.Value, line.Phase));
        Assert.Equal([new PhaseStretch(LinePhase.Queue, TimeSpan.Zero, line.EndToEnd, false)], line.Stretches);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task List_ByEachColumn_IsAsAListSorts(RequestColumn column, bool isDescending)
    {
        IReadOnlyList<ServedRequest> rows = await FillAsync(200);

        RequestPage page = await _store.ListAsync(new RequestQuery(RequestFilter.None, column, isDescending, Page: 1, PageSize: 60), Cancellation);

        Assert.Equal(200, page.TotalCount);
        Assert.Equal(Sorted(rows, column, isDescending).Skip(60).Take(60).Select(row => row.Id), page.Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task List_Filtered_IsAsAListFilters()
    {
        IReadOnlyList<ServedRequest> rows = await FillAsync(300);
        DateTimeOffset from = rows[20].ArrivedAt;
        DateTimeOffset to = rows[280].ArrivedAt;
        RequestFilter filter = new()
        {
            Text = "BOB",
            Kinds = [ServedKind.Chat, ServedKind.Api],
            Outcomes = [ServedOutcome.Stop, ServedOutcome.Length],
            From = from,
            To = to,
            MinEndToEnd = TimeSpan.FromSeconds(1),
        };

        RequestPage page = await _store.ListAsync(new RequestQuery(filter, PageSize: 300), Cancellation);

        Guid[] expected = [.. rows.Where(row => row.Kind is ServedKind.Chat or ServedKind.Api && row.Outcome is ServedOutcome.Stop or ServedOutcome.Length
            && row.ArrivedAt >= from && row.ArrivedAt < to && row.EndToEndMicroseconds >= 1_000_000 && row.UserId == ServedRows.Bob).Reverse().Select(row => row.Id)];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, page.Rows.Select(row => row.Id));
        Assert.Equal(expected.Length, page.TotalCount);
        Assert.All(page.Rows, row => Assert.True(filter.Matches(row)));
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
        await _store.AddAsync([RequestRows.ToRow(Records.Waiting(user: LocalOwner.ToString()).Ended(), null)], Cancellation);
        RequestPage all = await _store.ListAsync(new RequestQuery(RequestFilter.None, PageSize: 200), Cancellation);
        RequestFilter filter = new() { Text = text };

        RequestPage page = await _store.ListAsync(new RequestQuery(filter, PageSize: 200), Cancellation);

        // A percent sign and an underscore are letters.
        Assert.Equal(all.Rows.Where(filter.Matches), page.Rows);
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

        Guid[] expected = [.. rows.Where(row => row.Model.Contains(text, StringComparison.OrdinalIgnoreCase) || row.Id.ToString().StartsWith(text, StringComparison.Ordinal)).Reverse().Select(row => row.Id)];
        Assert.Equal(expected, page.Rows.Select(row => row.Id));
        Assert.Equal(page.Rows, all.Rows.Where(filter.Matches));
    }

    [Fact]
    public async Task List_OfAUserWhoIsGone_IsFoundByNoLettersOfTheId()
    {
        var record = Records.Waiting(user: "fa98c0de-0000-7000-8000-0000000000aa").Ended();
        await _store.AddAsync([RequestRows.ToRow(record, null)], Cancellation);

        Assert.Equal(record.UserId, (await _store.FindAsync(record.Id, Cancellation))!.User);
        Assert.Empty((await _store.ListAsync(new RequestQuery(new RequestFilter { Text = "98c0de" }), Cancellation)).Rows);
        Assert.False(new RequestFilter { Text = "98c0de" }.Matches(RequestRows.ToLiveLine(record, record.UserId)));
    }

    [Fact]
    public async Task List_ByTheBeginningOfAnId_FindsIt()
    {
        IReadOnlyList<ServedRequest> rows = await FillAsync(100);
        string id = rows[42].Id.ToString();

        RequestPage page = await _store.ListAsync(new RequestQuery(new RequestFilter { Text = id[..13] }), Cancellation);

        Assert.Equal(rows[42].Id, Assert.Single(page.Rows).Id);
        Assert.Empty((await _store.ListAsync(new RequestQuery(new RequestFilter { Text = id[9..] }), Cancellation)).Rows);
    }

    [Fact]
    public async Task Read_MoreThanOneStretch_IsEveryOneOnceTheNewestFirst()
    {
        // Many of one moment: the next stretch begins among them.
        await _store.AddAsync(ServedRows.Make(2300, Records.Noon, TimeSpan.FromMicroseconds(3)), Cancellation);

        List<RequestLine> lines = await _store.ReadAsync(RequestFilter.None, Cancellation).ToListAsync(Cancellation);

        Assert.Equal(2300, lines.Select(line => line.Id).Distinct().Count());
        Assert.Equal(lines.OrderByDescending(line => line.ArrivedAt).ThenByDescending(line => line.Number), lines);
    }

    [Fact]
    public async Task DeleteBefore_MoreThanOneBatch_KeepsTheNewer()
    {
        IReadOnlyList<ServedRequest> rows = await FillAsync(2500);

        int count = await _store.DeleteBeforeAsync(rows[2400].ArrivedAt, Cancellation);

        RequestPage left = await _store.ListAsync(new RequestQuery(RequestFilter.None, PageSize: 200), Cancellation);
        Assert.Equal((2400, 100), (count, left.TotalCount));
        Assert.Equal(rows.Skip(2400).Reverse().Select(row => row.Id), left.Rows.Select(row => row.Id));
    }

    private static IOrderedEnumerable<ServedRequest> Sorted(IReadOnlyList<ServedRequest> rows, RequestColumn column, bool isDescending)
    {
        Func<ServedRequest, object?> key = column switch
        {
            RequestColumn.Arrived => row => row.ArrivedAt,
            RequestColumn.User => row => ServedRows.NameOf(row).ToUpperInvariant(),
            RequestColumn.Kind => row => row.Kind.ToString(),
            RequestColumn.Model => row => row.Model,
            RequestColumn.PromptTokens => row => row.PromptTokens,
            RequestColumn.CachedTokens => row => row.CachedTokens,
            RequestColumn.NewTokens => row => row.NewTokens,
            RequestColumn.Queue => row => row.QueueMicroseconds,
            RequestColumn.TimeToFirstToken => row => row.TimeToFirstTokenMicroseconds,
            RequestColumn.TokensPerSecond => row => row.TokensPerSecond,
            RequestColumn.InterTokenP95 => row => row.InterTokenP95Microseconds,
            RequestColumn.EndToEnd => row => row.EndToEndMicroseconds,
            RequestColumn.Preemptions => row => row.PreemptionCount,
            _ => row => row.Outcome.ToString(),
        };
        Comparer<object?> comparer = Comparer<object?>.Create((one, other) => one is string text ? string.CompareOrdinal(text, (string)other!) : Comparer<object?>.Default.Compare(one, other));
        IOrderedEnumerable<ServedRequest> nullsLast = rows.OrderBy(row => key(row) is null);
        return (isDescending ? nullsLast.ThenByDescending(key, comparer) : nullsLast.ThenBy(key, comparer)).ThenByDescending(row => row.ArrivedAt);
    }

    private async Task<IReadOnlyList<ServedRequest>> FillAsync(int count)
    {
        IReadOnlyList<ServedRequest> rows = ServedRows.Make(count, Records.Noon, Apart);
        await _store.AddAsync(rows, Cancellation);
        return rows;
    }
}
