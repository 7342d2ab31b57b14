using QwenWebChat.Benchmarks;

namespace QwenWebChat.Tests.Benchmarks;

/// <summary>Percentiles by nearest rank.</summary>
public sealed class LatencyPercentilesTests
{
    [Fact]
    public void Of_HundredTimes_AreTheirRanks()
    {
        IEnumerable<TimeSpan> times = Enumerable.Range(1, 100).Reverse().Select(value => TimeSpan.FromMilliseconds(value));

        Assert.Equal(new LatencyPercentiles(50, 95, 99), LatencyPercentiles.Of(times));
    }

    [Fact]
    public void Of_OneTime_IsThatTime()
    {
        Assert.Equal(new LatencyPercentiles(7, 7, 7), LatencyPercentiles.Of([TimeSpan.FromMilliseconds(7)]));
    }

    [Fact]
    public void Of_NoTimes_IsNone()
    {
        Assert.Null(LatencyPercentiles.Of([]));
    }
}
