using Bunit;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Monitoring;

namespace QwenWebChat.Tests.Components;

/// <summary>Where the time of one request went, and how it is followed.</summary>
public sealed class RequestTimelineTests
{
    // How often it is read.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Theory]
    [InlineData("en", "12,480 tokens: 8,192 cached, 4,288 computed", "median 95.0\u00a0ms, p95 130.0\u00a0ms, max 210.0\u00a0ms")]
    [InlineData("zh-Hans", "12,480 个 token：8,192 来自缓存，4,288 经计算", "中位数 95.0\u00a0ms，p95 130.0\u00a0ms，最大 210.0\u00a0ms")]
    public async Task Timeline_OfAPastOne_HasItsPhasesAndFigures(string culture, string prompt, string gaps)
    {
        RequestRecord record = Records.Waiting().Decoding().Ended(FinishReason.Error, "The GPU ran out of memory.");
        await using RequestDesk desk = new(culture, [ServedRequest.Of(record, "what was asked")]);

        await desk.ClickAsync("[data-testid=requests-past] .request-open");

        desk.Dialogs.WaitForElement("[data-testid=timeline-phases]");
        Assert.Equal(
            [["0.0\u00a0ms", "12.0\u00a0ms", "0\u00a0%"], ["12.0\u00a0ms", "838.0\u00a0ms", "29\u00a0%"], ["850.0\u00a0ms", "2,020.0\u00a0ms", "70\u00a0%"]],
            desk.Dialogs.FindAll("[data-testid=timeline-phases] tbody tr").Select(row => row.QuerySelectorAll("td").Select(cell => cell.TextContent).ToArray()));
        string[] facts = [.. desk.Dialogs.FindAll(".timeline-facts dd").Select(fact => fact.TextContent)];
        Assert.Contains(prompt, facts);
        Assert.Contains(gaps, facts);
        Assert.Contains("1.5", facts);
        Assert.Contains("The GPU ran out of memory.", desk.Dialogs.Find("[data-testid=timeline-error]").TextContent, StringComparison.Ordinal);
        desk.Dialogs.WaitForAssertion(() => Assert.Equal("what was asked", desk.Dialogs.Find("[data-testid=timeline-prompt] pre").TextContent));
        Assert.Empty(desk.Dialogs.FindAll("[data-testid=timeline-cancel]"));
    }

    [Fact]
    public async Task Timeline_OfARunningOne_IsFollowedAndCancels()
    {
        await using RequestDesk desk = new();
        RequestRecord record = await OpenRunningAsync(desk);
        Assert.Equal("Queue", desk.Dialogs.Find("[data-testid=timeline-state]").TextContent);

        desk.Dialogs.Find("[data-testid=timeline-cancel]").Click();
        Assert.Equal("Cancelling…", desk.Dialogs.Find("[data-testid=timeline-cancel]").TextContent);
        Assert.Equal([record.Id], desk.Monitor.Cancelled);
        desk.Monitor.End(record.Decoding().Ended(FinishReason.Abort));
        desk.Ui.Database.Time.Advance(Tick);

        desk.Dialogs.WaitForAssertion(() => Assert.Equal("Cancelled", desk.Dialogs.Find("[data-testid=timeline-state]").TextContent));
        Assert.Empty(desk.Dialogs.FindAll("[data-testid=timeline-cancel]"));
        Assert.Empty(desk.Dialogs.FindAll("[data-testid=timeline-prompt]"));
    }

    [Fact]
    public async Task Timeline_OfOneThatEnds_IsFollowedUntilItsPromptIsThere()
    {
        await using RequestDesk desk = new(decode: ids => $"decoded {string.Join(',', ids)}");
        RequestRecord record = await OpenRunningAsync(desk);

        // It is seen between its end and its writing.
        desk.Ui.Database.Time.Advance(Tick / 2);
        desk.Monitor.End(record.Decoding().Ended(), 1, 2, 3);
        desk.Ui.Database.Time.Advance(Tick / 2);
        desk.Dialogs.WaitForAssertion(() => Assert.Equal("Finished", desk.Dialogs.Find("[data-testid=timeline-state]").TextContent));
        await desk.History.StopAsync(Cancellation);
        desk.Ui.Database.Time.Advance(Tick);

        desk.Dialogs.WaitForAssertion(() => Assert.Equal("decoded 1,2,3", desk.Dialogs.Find("[data-testid=timeline-prompt] pre").TextContent));
    }

    [Theory]
    [InlineData("en", "This request is no longer in the history.")]
    [InlineData("zh-Hans", "历史中已没有此请求。")]
    public async Task Timeline_OfOneThatIsLost_SaysSo(string culture, string expected)
    {
        await using RequestDesk desk = new(culture);
        RequestRecord record = await OpenRunningAsync(desk);

        await desk.History.StopAsync(Cancellation);
        desk.Monitor.End(record.Ended());
        desk.Ui.Database.Time.Advance(Tick);

        desk.Dialogs.WaitForAssertion(() => Assert.Equal(expected, desk.Dialogs.Find("[data-testid=timeline-gone]").TextContent));
        Assert.Empty(desk.Dialogs.FindAll("[data-testid=timeline-state]"));
        Assert.Empty(desk.Dialogs.FindAll("[data-testid=timeline-cancel]"));
    }

    [Fact]
    public async Task Timeline_DatabaseBroken_SaysSoAndFollowsOn()
    {
        await using RequestDesk desk = new();
        RequestRecord record = await OpenRunningAsync(desk);
        desk.Execute("ALTER TABLE ServedRequests RENAME TO Gone");
        await desk.History.StopAsync(Cancellation);
        desk.Monitor.End(record.Ended());
        desk.Ui.Database.Time.Advance(Tick);
        desk.Dialogs.WaitForElement("[data-testid=timeline-failed]");

        desk.Execute("ALTER TABLE Gone RENAME TO ServedRequests");
        desk.Ui.Database.Time.Advance(Tick);

        desk.Dialogs.WaitForElement("[data-testid=timeline-gone]");
        Assert.Empty(desk.Dialogs.FindAll("[data-testid=timeline-failed]"));
    }

    private static async Task<RequestRecord> OpenRunningAsync(RequestDesk desk)
    {
        RequestRecord record = Records.Waiting();
        desk.Monitor.Run(record);
        await desk.RefreshAsync();
        await desk.ClickAsync("[data-testid=requests-live] .request");
        desk.Dialogs.WaitForElement("[data-testid=timeline-cancel]");
        return record;
    }
}
