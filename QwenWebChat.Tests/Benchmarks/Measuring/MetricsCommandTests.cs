using System.Text.Json;

namespace QwenWebChat.Tests.Benchmarks.Measuring;

[Slow]
public sealed class MetricsCommandTests
{
    [Fact]
    public async Task Metrics_Measured_CostTimeAndNoMemory()
    {
        JsonElement figures = await CommandRun.Benchmarks.JsonAsync("metrics");

        Assert.True(figures.GetProperty("tokenSeconds").GetDouble() > 0);
        Assert.True(figures.GetProperty("stepSeconds").GetDouble() > 0);
        Assert.Equal(0, figures.GetProperty("allocatedBytes").GetInt64());
    }
}
