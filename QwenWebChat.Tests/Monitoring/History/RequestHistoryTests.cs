using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Monitoring.Alerts;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Monitoring.History;

public sealed class RequestHistoryTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly FakeEngineMonitor _monitor = new();
    private readonly CollectingLogger<RequestHistory> _log = new();
    private readonly RequestStore _store;
    private readonly List<RequestHistory> _histories = [];

    public RequestHistoryTests() => _store = new RequestStore(_database, new UserNames(_database, _database.Time, NullLogger<UserNames>.Instance));

    public void Dispose()
    {
        _histories.ForEach(history => history.Dispose());
        _database.Dispose();
    }

    [Fact]
    public async Task Ended_One_IsWrittenWithinASecond()
    {
        WatchedTime time = new();
        RequestHistory history = await StartAsync(time: time);
        RequestRecord record = Records.Waiting().Decoding().Ended();

        Task written = NextAsync(history);
        _monitor.End(record);

        Assert.Equal(record, Assert.Single(history.Unwritten));
        Assert.Equal(0, await CountAsync());
        await time.PassAsync(TimeSpan.FromSeconds(1));
        await written.WaitAsync(Cancellation);
        Assert.Empty(history.Unwritten);
        Assert.Equal(record.Id, Assert.Single((await ListAsync()).Rows).Id);
        await history.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Ended_AHundred_AreWrittenAtOnceWithoutWaiting()
    {
        RequestHistory history = await StartAsync();
        Task written = NextAsync(history);

        for (int count = 0; count < RequestHistory.BatchCount; count++)
        {
            _monitor.End(Records.Waiting().Ended());
        }

        await written.WaitAsync(Cancellation);
        Assert.Equal(RequestHistory.BatchCount, await CountAsync());
        await history.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Stop_WithOnesThatWait_WritesThem()
    {
        RequestHistory history = await StartAsync();
        for (int count = 0; count < 250; count++)
        {
            _monitor.End(Records.Waiting().Ended());
        }

        await history.StopAsync(Cancellation);
        _monitor.End(Records.Waiting().Ended());

        Assert.Equal(250, await CountAsync());
    }

    [Fact]
    public async Task Stop_TheHostWaitsNoLonger_EndsWithoutAnException()
    {
        using SemaphoreSlim go = new(0);
        RequestHistory history = await StartAsync(isKept: true, _ =>
        {
            go.Wait();
            return "";
        });
        RequestRecord record = Records.Waiting().Ended();
        _monitor.End(record, 1);

        await history.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal(record, Assert.Single(history.Unwritten));
        go.Release();
        await history.StopAsync(Cancellation);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Stop_AfterItsEnd_EndsWithoutAnException()
    {
        RequestHistory history = await StartAsync();
        history.Dispose();

        await history.StopAsync(Cancellation);

        Assert.Empty(history.Unwritten);
    }

    [Fact]
    public async Task Ended_MoreThanWait_LosesTheOldestAndSaysSoOnce()
    {
        using SemaphoreSlim go = new(0);
        TaskCompletionSource isWriting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RequestHistory history = await StartAsync(isKept: true, _ =>
        {
            isWriting.TrySetResult();
            go.Wait(Cancellation);
            go.Release();
            return "text";
        });
        RequestRecord[] records = [.. Enumerable.Range(0, RequestHistory.BatchCount + RequestHistory.Capacity + 5).Select(_ => Records.Waiting().Ended())];
        foreach (RequestRecord record in records[..RequestHistory.BatchCount])
        {
            _monitor.End(record, 1);
        }

        await isWriting.Task.WaitAsync(Cancellation);
        foreach (RequestRecord record in records[RequestHistory.BatchCount..])
        {
            _monitor.End(record, 1);
        }

        go.Release();
        await history.StopAsync(Cancellation);

        Assert.Equal(RequestHistory.BatchCount + RequestHistory.Capacity, await CountAsync());
        foreach (RequestRecord lost in records.Skip(RequestHistory.BatchCount).Take(5))
        {
            Assert.Null(await _store.FindAsync(lost.Id, Cancellation));
        }

        Assert.Single(_log.Lines, line => line.Contains("are lost", StringComparison.Ordinal));
        Assert.Empty(history.Unwritten);
    }

    [Theory]
    [InlineData(true, "decoded 1,2,3")]
    [InlineData(false, null)]
    public async Task Ended_Prompt_IsKeptOnlyWhereTurnedOn(bool isKept, string? expected)
    {
        RequestHistory history = await StartAsync(isKept, ids => $"decoded {string.Join(',', ids)}");
        RequestRecord record = Records.Waiting().Ended();

        _monitor.End(record, 1, 2, 3);
        await history.StopAsync(Cancellation);

        Assert.Equal(expected, (await _store.FindAsync(record.Id, Cancellation))!.PromptText);
    }

    [Fact]
    public async Task Ended_PromptThatCannotBeDecoded_IsWrittenWithout()
    {
        RequestHistory history = await StartAsync(isKept: true, _ => throw new InvalidOperationException("no tokenizer"));
        RequestRecord record = Records.Waiting().Ended();

        _monitor.End(record, 1, 2, 3);
        await history.StopAsync(Cancellation);

        Assert.NotNull(await _store.FindAsync(record.Id, Cancellation));
        Assert.Null((await _store.FindAsync(record.Id, Cancellation))!.PromptText);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task Ended_DatabaseFails_AreHeldAndWrittenOnceItWorks()
    {
        WatchedTime time = new();
        RequestHistory history = await StartAsync(time: time);
        Task written = NextAsync(history);
        await ExecuteAsync("ALTER TABLE ServedRequests RENAME TO Gone");
        RequestRecord[] records = [Records.Waiting().Ended(), Records.Waiting().Ended()];
        Array.ForEach(records, record => _monitor.End(record));
        await time.PassAsync(RequestHistory.BatchTime);
        await LogsAsync("could not be written");
        Assert.Equal(2, history.Unwritten.Count());

        await ExecuteAsync("ALTER TABLE Gone RENAME TO ServedRequests");
        await time.PassAsync(RequestHistory.RetryTime);
        await written.WaitAsync(Cancellation);

        Assert.Equal(records.Select(record => record.Id).Order(), (await ListAsync()).Rows.Select(row => row.Id).Order());
        Assert.Empty(history.Unwritten);
        await history.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Stop_DatabaseFails_GivesUpAndSaysEachThingOnce()
    {
        WatchedTime time = new();
        RequestHistory history = await StartAsync(time: time);
        await ExecuteAsync("ALTER TABLE ServedRequests RENAME TO Gone");
        _monitor.End(Records.Waiting().Ended());
        await time.PassAsync(RequestHistory.BatchTime);
        await time.PassAsync(RequestHistory.RetryTime);

        await history.StopAsync(Cancellation);

        Assert.Empty(history.Unwritten);
        Assert.Single(_log.Lines, line => line.Contains("could not be written", StringComparison.Ordinal));
        Assert.Single(_log.Lines, line => line.Contains("stopped before 1 requests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ended_OneThatTheDatabaseRefuses_HoldsNoneAfterIt()
    {
        RequestRecord twice = Records.Waiting().Ended();
        await _store.AddAsync([ServedRequest.Of(twice, null)], Cancellation);
        WatchedTime time = new();
        RequestHistory history = await StartAsync(time: time);
        Task given = NextAsync(history);
        _monitor.End(twice);
        await time.PassAsync(RequestHistory.BatchTime);
        await given.WaitAsync(Cancellation);
        RequestRecord next = Records.Waiting().Ended();

        _monitor.End(next);
        await history.StopAsync(Cancellation);

        Assert.NotNull(await _store.FindAsync(next.Id, Cancellation));
        Assert.Single(_log.Lines, line => line.StartsWith("The history rejected 1 requests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_AndEachDay_DeletesWhatIsTooOld()
    {
        DateTimeOffset now = _database.Time.GetUtcNow();
        await _store.AddAsync(ServedRows.Make(10, now.AddDays(-35), TimeSpan.FromDays(1)), Cancellation);

        RequestHistory history = await StartAsync();
        await CountIsAsync(5);
        _database.Time.Advance(TimeSpan.FromDays(1));
        await CountIsAsync(4);

        await history.StopAsync(Cancellation);
    }

    private async Task<RequestHistory> StartAsync(bool isKept = false, DecodePrompt? decode = null, TimeProvider? time = null)
    {
        RequestHistory history = new(_monitor, _store, Options.Create(new HistoryOptions { KeepPrompts = isKept }), time ?? _database.Time, _log, decode);
        _histories.Add(history);
        await history.StartAsync(Cancellation);
        return history;
    }

    private static Task NextAsync(RequestHistory history)
    {
        TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        history.Written += () => written.TrySetResult();
        return written.Task;
    }

    private async Task LogsAsync(string text)
    {
        while (!_log.Lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task CountIsAsync(int count)
    {
        while (await CountAsync() != count)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task<RequestPage> ListAsync() => _store.ListAsync(new RequestQuery(RequestFilter.None), Cancellation);

    private async Task<int> CountAsync() => (await ListAsync()).TotalCount;

    private async Task ExecuteAsync(string sql)
    {
        using ChatDbContext context = _database.CreateForAll();
        await context.Database.ExecuteSqlRawAsync(sql, Cancellation);
    }
}
