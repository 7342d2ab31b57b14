using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.App.Data;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Monitoring.History;

/// <summary>With many requests, what the table asks is answered from an index, or by one look at each row and never by keeping them.</summary>
public sealed class RequestPlanTests(RequestPlanTests.Filled filled) : IClassFixture<RequestPlanTests.Filled>
{
    private const int Count = 10_000;
    private const string Index = "INDEX IX_ServedRequests_ArrivedAt_Kind_Outcome_EndToEndMicroseconds";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_ByArrival_TakesTheIndexAndSortsNothing(bool isFiltered)
    {
        string plan = await PlanAsync(context => context.ServedRequests.Under(Filter(isFiltered), []).By(RequestColumn.Arrived, true, context.Accounts).Skip(5000).Take(50));

        Assert.Contains(Index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE FOR ORDER BY", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Count_UnderTheUsualFilters_NeverReadsTheRows(bool isFiltered)
    {
        string plan = await PlanAsync(context => context.ServedRequests.Under(Filter(isFiltered), []).GroupBy(row => 1).Select(rows => rows.Count()));

        Assert.Contains("COVERING INDEX", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TheNextStretch_BeginsWhereTheLastEnded()
    {
        DateTimeOffset last = Records.Noon.AddSeconds(5000);

        string plan = await PlanAsync(context => context.ServedRequests.Where(row => row.Record.ArrivedAt <= last && (row.Record.ArrivedAt < last || row.Number < 7)).By(RequestColumn.Arrived, true, context.Accounts).Take(1000));

        Assert.Contains($"SEARCH s USING {Index} (ArrivedAt<?)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE FOR ORDER BY", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_OfOldOnes_FindsThemInTheIndex()
    {
        string plan = await PlanAsync(context => context.ServedRequests.Where(row => row.Record.ArrivedAt < Records.Noon).OrderBy(row => row.Record.ArrivedAt).Take(1000).Select(row => row.Number));

        Assert.Contains("COVERING " + Index, plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RequestColumn.Arrived)]
    [InlineData(RequestColumn.EndToEnd)]
    [InlineData(RequestColumn.User)]
    public async Task List_OfMany_TakesOnePageOfThem(RequestColumn column)
    {
        RequestPage page = await filled.Store.ListAsync(new RequestQuery(RequestFilter.None, column, Page: 3), Cancellation);

        Assert.Equal((50, Count), (page.Rows.Count, page.TotalCount));
    }

    private static RequestFilter Filter(bool isFiltered) => !isFiltered ? RequestFilter.None : new RequestFilter
    {
        Kinds = [RequestKind.Chat],
        FinishReasons = [FinishReason.Error, FinishReason.Abort],
        From = Records.Noon.AddHours(1),
        MinEndToEnd = TimeSpan.FromSeconds(1),
    };

    private async Task<string> PlanAsync<T>(Func<ChatDbContext, IQueryable<T>> query)
    {
        using ChatDbContext context = filled.Database.CreateForAll();
        await context.Database.OpenConnectionAsync(Cancellation);
        using DbCommand command = query(context).CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        using DbDataReader reader = await command.ExecuteReaderAsync(Cancellation);
        List<string> lines = [];
        while (await reader.ReadAsync(Cancellation))
        {
            lines.Add(reader.GetString(3));
        }

        return string.Join('\n', lines);
    }

    /// <summary>A database with as many requests as a busy month has.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        internal TestDatabase Database { get; } = new();

        internal RequestStore Store { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Store = new RequestStore(Database, new UserNames(Database, Database.Time, NullLogger<UserNames>.Instance));
            await Store.AddAsync(ServedRows.Make(Count, Records.Noon, TimeSpan.FromSeconds(1)), Cancellation);
        }

        public ValueTask DisposeAsync()
        {
            Database.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
