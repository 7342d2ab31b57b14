using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Tests.Benchmarks.Serving;

/// <summary>Percentiles by nearest rank.</summary>
public sealed class PercentilesTests
{
    [Fact]
    public void Of_HundredTimes_AreTheirRanks()
    {
        IEnumerable<TimeSpan> times = Enumerable.Range(1, 100).Reverse().Select(value => TimeSpan.FromMilliseconds(value));

        Assert.Equal(new Percentiles(50, 95, 99), Percentiles.Of(times));
    }

    [Fact]
    public void Of_OneTime_IsThatTime()
    {
        Assert.Equal(new Percentiles(7, 7, 7), Percentiles.Of([TimeSpan.FromMilliseconds(7)]));
    }

    [Fact]
    public void Of_NoTimes_IsNone()
    {
        Assert.Null(Percentiles.Of([]));
    }
}
