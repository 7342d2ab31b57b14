using AngleSharp.Dom;
using Bunit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Monitoring;
using QwenWebChat.Tests.Monitoring.History;

namespace QwenWebChat.Tests.Components;

/// <summary>The requests as an administrator sees them.</summary>
public sealed class RequestTableTests
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Theory]
    [InlineData("en", "No requests yet")]
    [InlineData("zh-Hans", "还没有请求")]
    public async Task Table_NoRequests_SaysSo(string culture, string expected)
    {
        await using RequestDesk desk = new(culture);

        Assert.Contains(expected, desk.Table.WaitForElement("[data-testid=requests-none]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_Request_AppearsIsFilledInAndMovesToThePast()
    {
        await using RequestDesk desk = new();
        RequestRecord record = Records.Waiting();

        desk.Monitor.Run(record);
        await desk.RefreshAsync();
        Assert.Equal(["Queue", "–", "–"], Cells(desk.Live.Single(), 13, 7, 8));
        Assert.Equal("Active · 1", desk.Table.Find("[data-testid=requests-live] th").TextContent);

        desk.Monitor.Run(record.Decoding());
        await desk.RefreshAsync();
        Assert.Equal(["12,480", "8,192", "21", "12\u00a0ms", "850\u00a0ms", "10", "130\u00a0ms", "2.9\u00a0s", "1", "Decode"], Cells(desk.Live.Single(), 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
        Assert.Equal(["queue", "prefill", "decode"], desk.Table.FindAll(".phase-part").Select(part => part.GetAttribute("data-phase")));

        // Until it is written, it stands where it stood.
        desk.Monitor.End(record.Decoding().Ended());
        await desk.RefreshAsync();
        Assert.Equal(["Finished"], Cells(desk.Live.Single(), 13));
        Assert.Empty(desk.Table.FindAll("[data-testid=request-cancel]"));

        await desk.History.StopAsync(Cancellation);
        desk.Table.WaitForAssertion(() => Assert.Equal((0, 1), (desk.Live.Count, desk.Past.Count)));
        Assert.Equal("1–1 of 1", desk.Table.Find("[data-testid=request-range-shown]").TextContent);
    }

    [Fact]
    public async Task Cancel_InTheRow_EndsItAndSaysSo()
    {
        await using RequestDesk desk = new();
        RequestRecord record = Records.Waiting();
        desk.Monitor.Run(record);
        await desk.RefreshAsync();

        await desk.ClickAsync("[data-testid=request-cancel]");

        Assert.Equal([record.Id], desk.Monitor.Cancelled);
        Assert.Equal(["Cancelling…"], Cells(desk.Live.Single(), 13));
        Assert.Equal("true", desk.Table.Find("[data-testid=request-cancel]").GetAttribute("aria-disabled"));
        Assert.Equal(["The request is being cancelled"], desk.Said);
        Assert.Empty(desk.Dialogs.FindAll("[data-testid=request-timeline]"));
    }

    [Fact]
    public async Task Cancel_OneThatIsOver_SaysSo()
    {
        await using RequestDesk desk = new();
        RequestRecord record = Records.Waiting();
        desk.Monitor.Run(record);
        await desk.RefreshAsync();
        desk.Monitor.End(record.Ended());

        await desk.ClickAsync("[data-testid=request-cancel]");

        Assert.Equal(["The request has already ended"], desk.Said);
    }

    [Fact]
    public async Task Page_NextAndPrevious_ShowTheOthers()
    {
        await using RequestDesk desk = new(rows: ServedRows.Make(120, Records.Noon, TimeSpan.FromSeconds(1)));
        Assert.Equal(("1–50 of 120", 50), (desk.Shown, desk.Past.Count));
        Assert.True(desk.Table.Find("[data-testid=request-previous]").HasAttribute("disabled"));

        await desk.ClickAsync("[data-testid=request-next]");
        desk.Table.WaitForAssertion(() => Assert.Equal("51–100 of 120", desk.Shown));
        await desk.ClickAsync("[data-testid=request-next]");
        desk.Table.WaitForAssertion(() => Assert.Equal("101–120 of 120", desk.Shown));
        Assert.True(desk.Table.Find("[data-testid=request-next]").HasAttribute("disabled"));
        await desk.ClickAsync("[data-testid=request-previous]");
        desk.Table.WaitForAssertion(() => Assert.Equal("51–100 of 120", desk.Shown));
    }

    [Fact]
    public async Task Sort_ByAHeader_SortsAndTurnsAround()
    {
        IReadOnlyList<ServedRequest> rows = ServedRows.Make(80, Records.Noon, TimeSpan.FromSeconds(1));
        await using RequestDesk desk = new(rows: rows);
        Assert.Equal("descending", desk.Sorted(RequestColumn.Arrived));

        await desk.ClickAsync("[data-testid=request-sort-EndToEnd]");
        desk.Table.WaitForAssertion(() => Assert.Equal(rows.OrderByDescending(row => row.Record.EndToEnd).ThenByDescending(row => row.Record.ArrivedAt).Take(50).Select(row => row.Record.Id), desk.PastIds));
        Assert.Equal(("descending", "none"), (desk.Sorted(RequestColumn.EndToEnd), desk.Sorted(RequestColumn.Arrived)));

        await desk.ClickAsync("[data-testid=request-sort-EndToEnd]");
        desk.Table.WaitForAssertion(() => Assert.Equal(rows.OrderBy(row => row.Record.EndToEnd).ThenByDescending(row => row.Record.ArrivedAt).Take(50).Select(row => row.Record.Id), desk.PastIds));
        Assert.Equal("ascending", desk.Sorted(RequestColumn.EndToEnd));
    }

    [Fact]
    public async Task Filter_KindOutcomeAndText_NarrowTableLiveAndExport()
    {
        IReadOnlyList<ServedRequest> rows = ServedRows.Make(200, Records.Noon, TimeSpan.FromSeconds(1));
        await using RequestDesk desk = new(rows: rows);
        desk.Monitor.Run(Records.Waiting(ServedRows.Bob));
        desk.Monitor.Run(Records.Waiting(ServedRows.Bob, RequestKind.Title));
        desk.Monitor.Run(Records.Waiting(ServedRows.Ada));

        await desk.ClickAsync("[data-testid=request-kind-Chat]");
        await desk.DoAsync("[data-testid=request-search]", field => field.Input("bob"));
        int expected = rows.Count(row => row.Record is { Kind: RequestKind.Chat } && row.Record.UserId == ServedRows.Bob);
        desk.Table.WaitForAssertion(() => Assert.Equal((expected, 1), (desk.Past.Count, desk.Live.Count)));
        Assert.Equal("true", desk.Table.Find("[data-testid=request-kind-Chat]").GetAttribute("aria-pressed"));

        await desk.ClickAsync("[data-testid=request-outcome-Error]");
        expected = rows.Count(row => row.Record is { Kind: RequestKind.Chat, FinishReason: FinishReason.Error } && row.Record.UserId == ServedRows.Bob);
        desk.Table.WaitForAssertion(() => Assert.Equal((expected, 0), (desk.Past.Count, desk.Live.Count)));
        Assert.Equal("admin/requests.csv?text=bob&kind=Chat&outcome=Error", desk.Table.Find("[data-testid=request-export]").GetAttribute("href"));
    }

    [Theory]
    [InlineData("en", "No requests match the filter.")]
    [InlineData("zh-Hans", "没有符合筛选条件的请求。")]
    public async Task Filter_NothingMatches_SaysSoAndIsCleared(string culture, string expected)
    {
        await using RequestDesk desk = new(culture, ServedRows.Make(3, Records.Noon, TimeSpan.FromSeconds(1)));

        await desk.DoAsync("[data-testid=request-search]", field => field.Input("nobody"));
        Assert.Contains(expected, desk.Table.WaitForElement("[data-testid=requests-nothing]").TextContent, StringComparison.Ordinal);
        await desk.ClickAsync("[data-testid=requests-clear]");

        desk.Table.WaitForAssertion(() => Assert.Equal(3, desk.Past.Count));
        Assert.Equal("", desk.Table.Find("[data-testid=request-search]").GetAttribute("value") ?? "");
    }

    [Fact]
    public async Task Filter_LastHour_LeavesOlderOnesOut()
    {
        await using RequestDesk desk = new(rows: ServedRows.Make(10, Records.Noon.AddMinutes(-90), TimeSpan.FromMinutes(10)));

        await desk.DoAsync("[data-testid=request-range]", field => field.Change("3600"));

        desk.Table.WaitForAssertion(() => Assert.Equal(7, desk.Past.Count));
        Assert.Contains("from=2025-06-10T11%3A00%3A00.000Z", desk.Table.Find("[data-testid=request-export]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Written_WhileALaterPageIsRead_MovesNothing()
    {
        await using RequestDesk desk = new(rows: ServedRows.Make(120, Records.Noon, TimeSpan.FromSeconds(1)));
        await desk.ClickAsync("[data-testid=request-next]");
        desk.Table.WaitForAssertion(() => Assert.Equal("51–100 of 120", desk.Shown));
        Guid[] before = [.. desk.PastIds];

        desk.Monitor.End(Records.Waiting().Ended());
        await desk.History.StopAsync(Cancellation);

        desk.Table.WaitForAssertion(() => Assert.Equal("51–100 of 121", desk.Shown));
        Assert.Equal(before, desk.PastIds);
    }

    [Fact]
    public async Task Written_WhileTheLastRowOfThePageIsFocused_KeepsIt()
    {
        await using RequestDesk desk = new(rows: ServedRows.Make(50, Records.Noon, TimeSpan.FromSeconds(1)));
        desk.Past[^1].QuerySelector(".request-open")!.Focus();
        Guid[] before = [.. desk.PastIds];

        desk.Monitor.End(Records.Waiting().Ended());
        await desk.History.StopAsync(Cancellation);

        desk.Table.WaitForAssertion(() => Assert.Equal("1–50 of 51", desk.Shown));
        Assert.Equal(before, desk.PastIds);
    }

    [Fact]
    public async Task Database_Broken_SaysSoAndTriesAgain()
    {
        await using RequestDesk desk = new(rows: ServedRows.Make(3, Records.Noon, TimeSpan.FromSeconds(1)));
        desk.Execute("ALTER TABLE ServedRequests RENAME TO Gone");

        await desk.ClickAsync("[data-testid=request-sort-User]");
        desk.Table.WaitForElement("[data-testid=requests-failed]");
        desk.Execute("ALTER TABLE Gone RENAME TO ServedRequests");
        await desk.ClickAsync("[data-testid=requests-failed] button");

        desk.Table.WaitForAssertion(() => Assert.Empty(desk.Table.FindAll("[data-testid=requests-failed]")));
        Assert.Equal(3, desk.Past.Count);
    }

    private static string[] Cells(IElement row, params int[] places)
    {
        IHtmlCollection<IElement> cells = row.QuerySelectorAll("td");
        return [.. places.Select(place => (cells[place].QuerySelector(".request-state") ?? cells[place]).TextContent.Trim())];
    }
}
