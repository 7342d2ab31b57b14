using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Components.Admin;
using QwenWebChat.App.Components.Admin.Parts;
using QwenWebChat.App.Monitoring.Alerts;
using QwenWebChat.App.Monitoring.Devices;
using QwenWebChat.App.Monitoring.Samples;
using QwenWebChat.App.Resources;

namespace QwenWebChat.Tests.Components.Admin;

public sealed class DashboardTilesTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Five minutes: each second 10 prompt tokens and 20 new ones, the last five 30 and 60; a request every second.</summary>
    [Fact]
    public void Of_FiveMinutes_AreRatesSumsAndWhatStands()
    {
        MetricSample[] samples = [.. Enumerable.Range(1, 300).Select(second => new MetricSample(Start.AddSeconds(second), TimeSpan.FromSeconds(1))
        {
            [Metric.Running] = second % 4,
            [Metric.PromptTokens] = second > 295 ? 30 : 10,
            [Metric.GenerationTokens] = second > 295 ? 60 : 20,
            [Metric.Ended] = 1,
            [Metric.Failed] = second == 10 ? 2 : 0,
            [Metric.Refused] = 0,
            [Metric.Preemptions] = second % 100 == 0 ? 1 : 0,
            [Metric.PrefixQueries] = 100,
            [Metric.PrefixHits] = 40,
            [Metric.KvUsed] = second,
            [Metric.KvCached] = 0,
            [Metric.KvFree] = 300 - second,
            [Metric.MemoryWeights] = 91,
            [Metric.MemoryFree] = 9,
            [Metric.TimeToFirstTokenP95] = 0.42,
        })];

        Dictionary<string, DashboardTile> tiles = DashboardTiles.Of(samples).ToDictionary(tile => tile.Key);

        Assert.Equal(12, tiles.Count);
        Assert.Equal((0.0, 1.0, 30.0, 60.0), (tiles["Running"].Value, tiles["Ended"].Value, tiles["PromptTokens"].Value, tiles["GenerationTokens"].Value));
        Assert.Equal((3.0, 0.4, 2.0, 0.42), (tiles["Preemptions"].Value, tiles["PrefixHitShare"].Value, tiles["Errors"].Value, tiles["TimeToFirstTokenP95"].Value));
        Assert.Equal((1.0, TileTone.Danger), (tiles["KvShare"].Value, tiles["KvShare"].Tone));
        Assert.Equal((0.91, TileTone.Warning, TileTone.Danger, TileTone.None), (Math.Round(tiles["MemoryShare"].Value!.Value, 9), tiles["MemoryShare"].Tone, tiles["Errors"].Tone, tiles["Running"].Tone));
        Assert.All(tiles.Values, tile => Assert.Equal(60, tile.Values.Count));
        Assert.Equal([.. Enumerable.Range(241, 60).Select(second => (double?)(second % 4))], tiles["Running"].Values);
    }

    [Theory]
    [InlineData(0.89, TileTone.None)]
    [InlineData(0.9, TileTone.Warning)]
    [InlineData(0.979, TileTone.Warning)]
    [InlineData(0.98, TileTone.Danger)]
    public void Kv_AtItsThresholds_ChangesItsTone(double share, TileTone tone)
    {
        MetricSample sample = new(Start, TimeSpan.FromSeconds(1)) { [Metric.KvUsed] = share * 1000, [Metric.KvCached] = 0, [Metric.KvFree] = 1000 - (share * 1000) };
        Assert.Equal(tone, DashboardTiles.Of([sample]).Single(tile => tile.Key == "KvShare").Tone);
    }

    [Fact]
    public void Of_Nothing_AreUnknown() => Assert.All(DashboardTiles.Of([]), tile => Assert.Equal((null, TileTone.None), (tile.Value, tile.Tone)));

    /// <summary>A chart's title, labels, tiles and parts are looked up by name: each must have words in both languages.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("zh-Hans")]
    public async Task Words_OfTheDashboard_AreThere(string culture)
    {
        await using UiContext ui = new(culture);
        IStringLocalizer<UiText> text = ui.Services.GetRequiredService<IStringLocalizer<UiText>>();
        ChartPlan[] plans = [DashboardCharts.Memory, DashboardCharts.Kv, DashboardCharts.Throughput, DashboardCharts.Phases, DashboardCharts.Line, DashboardCharts.Batch, DashboardCharts.Cpu, .. DashboardCharts.Latencies];
        string[] keys =
        [
            .. DashboardTiles.Of([]).SelectMany(tile => new[] { $"Tile_{tile.Key}", $"TileTip_{tile.Key}" }), "Tile_Vram",
            .. plans.Select(plan => $"Chart_{plan.Key}"), .. plans.SelectMany(plan => plan.Series).Select(series => $"Series_{series.Key}"),
            .. DashboardCharts.Latencies.Select(plan => $"DashLatency_{plan.Key}"),
            .. Enum.GetNames<AlertRule>().Select(rule => $"Alert_{rule}"),
            .. Enum.GetNames<GpuAbsenceReason>().Select(reason => $"GpuAbsence_{reason}"),
            .. new[] { "Weights", "KvUsed", "KvCached", "KvFree", "Activations", "ActivationsPlanned", "Reserve", "ReserveAndOthers", "Process", "Others" }.Select(part => $"Memory_{part}"),
        ];

        Assert.DoesNotContain(keys, key => text[key].ResourceNotFound);
    }
}
