using AngleSharp.Dom;
using Bunit;
using QwenWebChat.App.Components.Admin.Parts;
using QwenWebChat.App.Monitoring;
using QwenWebChat.App.Monitoring.Samples;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Components;

public sealed class DashboardPartsTests
{
    private static readonly ChartSeries[] Series = [new("held", "In use", "--qw-kv-used", IsStacked: true), new("limit", "Limit", "--qw-other")];

    [Fact]
    public void Spark_GapBetweenValues_DrawsEachStretchOnItsOwn()
    {
        (string line, string area) = SparkPath.Of([2, 4, null, 1]);

        // The latest at the right; zero is the ground and the largest the top, within the line's width.
        Assert.Equal("M56 140l0 0 1-125M59 203l0 0", line);
        Assert.Equal("M56 280V140l0 0 1-125V280ZM59 280V203l0 0V280Z", area);
    }

    [Fact]
    public void Spark_MoreThanItsPlacesAndATopOfItsOwn_ShowsTheLatest()
    {
        double?[] values = [.. Enumerable.Repeat<double?>(9, 40), .. Enumerable.Repeat<double?>(0.5, 60)];

        (string line, _) = SparkPath.Of(values, top: 1);

        Assert.Equal("M0 140l0 0" + string.Concat(Enumerable.Repeat(" 1 0", 59)), line);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { double.NaN, double.PositiveInfinity })]
    public void Spark_NothingToDraw_IsEmpty(double[] values)
    {
        Assert.Equal(("", ""), SparkPath.Of([.. values.Select(value => (double?)value)]));
    }

    [Fact]
    public void Runs_EachKindOfBlock_AreWrittenShortly()
    {
        BlockEntry[] blocks =
        [
            .. Enumerable.Repeat(new BlockEntry(BlockState.Free, null), 120),
            .. Enumerable.Repeat(new BlockEntry(BlockState.Cached, null), 33),
            .. Enumerable.Repeat(new BlockEntry(BlockState.Held, 0), 12),
            .. Enumerable.Repeat(new BlockEntry(BlockState.Shared, 1), 4),
            new BlockEntry(BlockState.Held, null),
        ];

        Assert.Equal("f120c33h0:12s1:4h:1", BlockRuns.Of(blocks));
        Assert.Equal("", BlockRuns.Of([]));
    }

    [Fact]
    public void Colors_RequestsComeAndGo_EachKeepsItsOwn()
    {
        BlockColors colors = new();
        Guid[] ids = [.. Enumerable.Range(0, 12).Select(_ => Guid.NewGuid())];

        Assert.Equal([0, 1, 2], colors.Assign(ids[..3]));
        Assert.Equal([2, 0, 1], colors.Assign([ids[2], ids[3], ids[4]]));
        Assert.Equal([2, 0, 1, 3, 4, 5, 6, 7, 8, 9, 0], colors.Assign([ids[2], ids[3], ids[4], .. ids[5..12], ids[0]]));
    }

    [Theory]
    [InlineData(MetricUnit.Bytes, 5_600_000_000.0, "5.6", "GB")]
    [InlineData(MetricUnit.Tokens, 12_480.0, "12,480", null)]
    [InlineData(MetricUnit.TokensPerSecond, 38.4, "38", null)]
    [InlineData(MetricUnit.TokensPerSecond, 0.0, "0", null)]
    [InlineData(MetricUnit.Seconds, 0.85, "850", "ms")]
    [InlineData(MetricUnit.Seconds, 0.0034, "3.4", "ms")]
    [InlineData(MetricUnit.Seconds, 2.41, "2.4", "s")]
    [InlineData(MetricUnit.Seconds, 180.0, "3.0", "min")]
    [InlineData(MetricUnit.Share, 0.934, "93", "%")]
    [InlineData(MetricUnit.Share, 0.29, "29", "%")]
    [InlineData(MetricUnit.Share, 0.99999, "99", "%")]
    [InlineData(MetricUnit.PerSecond, 0.4, "0.40", null)]
    [InlineData(MetricUnit.Count, 7.0, "7", null)]
    [InlineData(MetricUnit.Count, double.NaN, null, null)]
    public async Task Figure_EachUnit_IsWrittenApart(MetricUnit unit, double value, string? figure, string? name)
    {
        await using UiContext ui = new();

        Assert.Equal(new StatFigure(figure, name), StatFigure.Of(unit, value));
    }

    [Theory]
    [InlineData(TileTone.None, null, null)]
    [InlineData(TileTone.Warning, "warning", "Warning")]
    [InlineData(TileTone.Danger, "danger", "Critical")]
    public async Task Tile_EachTone_IsSaidInWordsToo(TileTone tone, string? shown, string? words)
    {
        await using UiContext ui = new();

        IRenderedComponent<StatTile> tile = ui.Render<StatTile>(parameters => parameters
            .Add(part => part.Label, "Cache").Add(part => part.Figure, "93").Add(part => part.Unit, "%").Add(part => part.Tone, tone));

        Assert.Equal(shown, tile.Find(".tile").GetAttribute("data-tone"));
        Assert.Equal(words is null ? 0 : 1, tile.FindAll(".tile-mark").Count);
        Assert.Equal(words, tile.FindAll(".tile-label .sr-only").SingleOrDefault()?.TextContent);
        Assert.Equal("93%", string.Concat(tile.FindAll(".tile-figure span").Select(span => span.TextContent)));
    }

    [Fact]
    public async Task Tile_FigureNotKnown_ShowsADashAndSaysSo()
    {
        await using UiContext ui = new("zh-Hans");

        IRenderedComponent<StatTile> tile = ui.Render<StatTile>(parameters => parameters.Add(part => part.Label, "速度").Add(part => part.Figure, null));

        Assert.Equal("–", tile.Find(".tile-none").TextContent);
        Assert.Equal("尚无数据", tile.Find(".tile-figure .sr-only").TextContent);
        Assert.Empty(tile.FindAll(".spark path"));
    }

    [Fact]
    public async Task Memory_Parts_HaveBytesSharesAndWidths()
    {
        await using UiContext ui = new();

        IRenderedComponent<MemoryBar> bar = ui.Render<MemoryBar>(parameters => parameters
            .Add(part => part.Name, "RAM").Add(part => part.TotalBytes, 24_000_000_000)
            .Add(part => part.Parts, [new("w", "Weights", 12_000_000_000, "--qw-weights"), new("k", "Cache", 0, "--qw-kv-used"), new("o", "Other", 100_000_000, "--qw-other")]));

        Assert.Equal("12.1 of 24.0\u00a0GB", bar.Find(".memory-use").TextContent);
        Assert.Equal(["12.0\u00a0GB 50\u00a0%", "0 0\u00a0%", "100\u00a0MB <\u00a01\u00a0%", "11.9\u00a0GB 49\u00a0%"], [.. bar.FindAll("li").Select(Figures)]);
        Assert.Equal(["width:50%", "width:0%", "width:0.417%"], [.. bar.FindAll(".memory-bar [style]").Select(part => part.GetAttribute("style")!.Split(';')[1])]);
        Assert.Single(bar.FindAll(".memory-bar [data-none]"));
    }

    [Fact]
    public async Task Memory_PartsBeyondTheTotal_FillTheBar()
    {
        await using UiContext ui = new();

        IRenderedComponent<MemoryBar> bar = ui.Render<MemoryBar>(parameters => parameters
            .Add(part => part.Name, "RAM").Add(part => part.TotalBytes, 1_000_000_000)
            .Add(part => part.Parts, [new("w", "Weights", 1_500_000_000, "--qw-weights"), new("k", "Cache", 500_000_000, "--qw-kv-used")]));

        Assert.Equal(["width:75%", "width:25%"], [.. bar.FindAll(".memory-bar [style]").Select(part => part.GetAttribute("style")!.Split(';')[1])]);
        Assert.Equal("0 0\u00a0%", Figures(bar.FindAll("li")[^1]));
    }

    [Fact]
    public async Task Chart_Drawn_HasAButtonASeriesAndItsUnit()
    {
        await using UiContext ui = new("zh-Hans");

        IRenderedComponent<Chart> chart = ui.Render<Chart>(parameters => parameters.Add(part => part.Title, "吞吐").Add(part => part.Unit, MetricUnit.TokensPerSecond).Add(part => part.Series, Series));

        Assert.Equal("吞吐", chart.Find("figure figcaption .chart-title").TextContent);
        Assert.Equal("token/秒", chart.Find(".chart-unit").TextContent);
        Assert.Equal(["In use", "Limit"], [.. chart.FindAll("button[aria-pressed=true] .chart-label").Select(label => label.TextContent)]);
        Assert.Equal("true", chart.Find(".chart-plot").GetAttribute("aria-hidden"));
    }

    [Fact]
    public async Task Chart_PageDrawnAgain_IsNotDrawnAgain()
    {
        await using UiContext ui = new();
        IRenderedComponent<Chart> chart = ui.Render<Chart>(parameters => parameters.Add(part => part.Title, "Memory").Add(part => part.Unit, MetricUnit.Bytes).Add(part => part.Series, Series));

        chart.Render(parameters => parameters.Add(part => part.Series, [.. Series]));
        Assert.Equal(1, chart.RenderCount);

        chart.Render(parameters => parameters.Add(part => part.Title, "RAM"));
        Assert.Equal(2, chart.RenderCount);
    }

    [Fact]
    public async Task Board_SeveralCharts_SendsOneMessage()
    {
        await using UiContext ui = new();
        BunitJSModuleInterop module = ui.JSInterop.SetupModule(Chart.Script);
        module.Mode = JSRuntimeMode.Loose;
        Chart[] charts = [.. Enumerable.Range(0, 8).Select(_ => ui.Render<Chart>(parameters => parameters.Add(part => part.Title, "A").Add(part => part.Unit, MetricUnit.Count).Add(part => part.Series, Series)).Instance)];
        await using ChartBoard board = new(ui.JSInterop.JSRuntime);

        await board.AppendAsync(1_760_000_000.12345, charts.Select(chart => new ChartPoint(chart, [1.0 / 3, double.NaN])));

        JSRuntimeInvocation sent = Assert.Single(module.Invocations["appendAll"]);
        Assert.Equal(1_760_000_000.123, sent.Arguments[0]);
        object[][] points = Assert.IsType<object[][]>(sent.Arguments[1]);
        Assert.Equal(charts.Select(chart => chart.Id), points.Select(point => (string)point[0]));
        Assert.All(points, point => Assert.Equal([0.333333333, null], (double?[])point[1]));
    }

    [Theory]
    [InlineData(12_345_678_901.234, 12_345_678_901.0)]
    [InlineData(0.000123456789123, 0.000123456789)]
    [InlineData(1e-20, 0.0)]
    [InlineData(-2.5, -2.5)]
    [InlineData(double.NegativeInfinity, null)]
    public void Wire_Figure_IsShortAndFinite(double value, double? sent) => Assert.Equal(sent, ChartWire.Round(value));

    [Fact]
    public async Task Blocks_Map_CountsTokensByStateAndSaysThem()
    {
        await using UiContext ui = new();
        CacheMap map = CacheMap.Of(new(16, [Guid.NewGuid()], [new(BlockState.Held, 0), new(BlockState.Held, 0), new(BlockState.Shared, 0), new(BlockState.Cached, null), .. Enumerable.Repeat(new BlockEntry(BlockState.Free, null), 100)]));

        IRenderedComponent<BlockMapView> view = ui.Render<BlockMapView>(parameters => parameters.Add(part => part.Map, map));

        Assert.Equal(["32", "16", "16", "1,600"], [.. view.FindAll(".block-tokens").Select(tokens => tokens.TextContent)]);
        Assert.Equal("104 blocks of 16 tokens each; requests: 1. In use: 32 tokens; shared: 16; cached: 16; free: 1,600.", view.Find("p.sr-only").TextContent);

        view.Render(parameters => parameters.Add(part => part.Map, CacheMap.Empty));
        Assert.Equal("No model is loaded", view.Find(".block-map-none").TextContent);
    }

    private static string Figures(IElement line) => $"{line.QuerySelector(".memory-bytes")!.TextContent} {line.QuerySelector(".memory-share")!.TextContent}";
}
