using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.Tests.Monitoring.Samples;

public sealed class MetricHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly MetricHistory _history = new();

    [Fact]
    public void Add_OfTwoMinutes_GivesSecondsTensAndMinutes()
    {
        List<MetricSample> minutes = AddSeconds(121);

        Assert.Equal(121, _history.Read(MetricWindow.Minutes).Count);
        Assert.Equal([Start.AddSeconds(10), Start.AddSeconds(20)], _history.Read(MetricWindow.Hour).Take(2).Select(sample => sample.At));
        MetricSample ten = _history.Read(MetricWindow.Hour)[0];
        // Seconds 1 to 10: five tokens each, and one more running each second.
        Assert.Equal((50.0, 5.0, 5.5), (ten[Metric.PromptTokens], ten.PerSecond(Metric.PromptTokens), ten[Metric.Running]));
        Assert.Equal([Start.AddMinutes(1), Start.AddMinutes(2)], minutes.Select(minute => minute.At));
        Assert.Equal(minutes, _history.Read(MetricWindow.Day));
        Assert.Equal((300.0, 30.5, TimeSpan.FromMinutes(1)), (minutes[0][Metric.PromptTokens], minutes[0][Metric.Running], minutes[0].Duration));
    }

    [Fact]
    public void Add_OfMoreThanAWindow_ForgetsTheOldest()
    {
        AddSeconds(4000);

        Assert.Equal(301, _history.Read(MetricWindow.Minutes).Count);
        Assert.InRange(_history.Read(MetricWindow.Hour).Count, 360, 361);
        Assert.Equal(66, _history.Read(MetricWindow.Day).Count);
    }

    [Fact]
    public void Restore_OfAnEarlierRun_StandsBeforeThisOne()
    {
        _history.Add(Sample(1));
        _history.Restore([Sample(-120), Sample(-60)]);
        AddSeconds(11, from: 2);

        Assert.Equal([Start.AddSeconds(-120), Start.AddSeconds(-60), Start.AddSeconds(10)], _history.Read(MetricWindow.Hour).Select(sample => sample.At));
        Assert.Equal(2, _history.Read(MetricWindow.Day).Count);
        Assert.All(_history.Read(MetricWindow.Minutes), sample => Assert.True(sample.At > Start));
    }

    [Fact]
    public void Add_AfterTheClockWasSetBack_ForgetsTheFuture()
    {
        AddSeconds(200);
        AddSeconds(20, from: 50);

        Assert.Equal([.. Enumerable.Range(1, 69).Select(second => Start.AddSeconds(second))], _history.Read(MetricWindow.Minutes).Select(sample => sample.At));
        Assert.All(MetricWindow.All, window => Assert.Equal(_history.Read(window).Select(sample => sample.At).Order(), _history.Read(window).Select(sample => sample.At)));
    }

    [Fact]
    public void EndMinute_BeforeItsTime_HasItsOwnLength()
    {
        AddSeconds(75);

        MetricSample minute = _history.EndMinute()!;

        Assert.Equal((TimeSpan.FromSeconds(15), 75.0, 5.0), (minute.Duration, minute[Metric.PromptTokens], minute.PerSecond(Metric.PromptTokens)));
        Assert.Null(_history.EndMinute());
    }

    [Fact]
    public void Merge_WithUnknownFigures_TakesTheMeanOfTheKnown()
    {
        MetricSample merged = MetricSample.Merge([Sample(1), new MetricSample(Start, Second) { [Metric.TimeToFirstTokenP95] = 2 }, new MetricSample(Start, Second) { [Metric.TimeToFirstTokenP95] = 4 }]);

        Assert.Equal((3.0, null), (merged[Metric.TimeToFirstTokenP95], merged[Metric.GpuPower]));
        Assert.Throws<ArgumentException>(() => MetricSample.Merge([]));
    }

    [Fact]
    public void Shares_OfASample_AreOfItsOwnFigures()
    {
        MetricSample sample = new(Start, Second)
        {
            [Metric.KvUsed] = 30,
            [Metric.KvCached] = 20,
            [Metric.KvFree] = 50,
            [Metric.PrefixQueries] = 200,
            [Metric.PrefixHits] = 150,
            [Metric.Steps] = 4,
            [Metric.StepTokens] = 100,
            [Metric.MemoryWeights] = 60,
            [Metric.MemoryOthers] = 15,
            [Metric.MemoryFree] = 25,
        };

        Assert.Equal((0.3, 0.75, 25.0, 0.75, 100.0), (sample[Metric.KvShare], sample[Metric.PrefixHitShare], sample[Metric.StepSize], sample[Metric.MemoryShare], sample[Metric.MemoryTotal]));
        MetricSample empty = new(Start, Second);
        Assert.Equal((null, null, null, null), (empty[Metric.KvShare], empty[Metric.PrefixHitShare], empty[Metric.StepSize], empty[Metric.MemoryShare]));
    }

    [Fact]
    public void Json_OfASample_ComesBackAndPassesOverWhatIsNoMore()
    {
        MetricSample sample = Sample(3);
        MetricSample back = MetricSample.FromJson(sample.At, sample.ToJson().Replace("{", """{"Retired":7,""", StringComparison.Ordinal));

        Assert.Equal(Second, back.Duration);
        Assert.All(Metric.All, metric => Assert.Equal(sample[metric], back[metric]));
    }

    private List<MetricSample> AddSeconds(int count, int from = 1) => [.. Enumerable.Range(from, count).Select(second => _history.Add(Sample(second))).OfType<MetricSample>()];

    private static MetricSample Sample(int second) => new(Start.AddSeconds(second), Second) { [Metric.PromptTokens] = 5, [Metric.Running] = second };
}
