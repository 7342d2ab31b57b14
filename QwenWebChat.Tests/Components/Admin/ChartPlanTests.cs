using QwenWebChat.App.Components.Admin;
using QwenWebChat.App.Components.Admin.Parts;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.Tests.Components.Admin;

public sealed class ChartPlanTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_760_000_000);

    [Fact]
    public void DataOf_SamplesAcrossARestart_HasAGapBetweenThem()
    {
        // Two minutes of an earlier run, ten minutes of nothing, then steps of ten seconds of which the first is not whole.
        ChartData data = DashboardCharts.Line.DataOf([Sample(0, 60, 1), Sample(60, 60, 2), Sample(660, 4, 3), Sample(670, 10, 4)]);

        Assert.Equal([0, 60, 360, 660, 670], data.Times.Select(time => time - Start.ToUnixTimeSeconds()));
        Assert.All(data.Values, values => Assert.Equal([1, 2, null, 3, 4], values));
    }

    [Fact]
    public void DataOf_LateSamples_HasNoGap()
    {
        ChartData data = DashboardCharts.Line.DataOf([Sample(1, 1, 1), Sample(3, 1, 2), Sample(8, 5, 3), Sample(9, 1, 4)]);

        Assert.All(data.Values, values => Assert.Equal([1, 2, 3, 4], values));
    }

    private static MetricSample Sample(int at, int seconds, double value) =>
        new(Start.AddSeconds(at), TimeSpan.FromSeconds(seconds)) { [Metric.Running] = value, [Metric.Waiting] = value };
}
