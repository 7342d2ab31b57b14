using System.Diagnostics.Metrics;
using QwenWebChat.App.Monitoring.Samples;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Monitoring.Samples;

/// <summary>The table of metrics.</summary>
public sealed class MetricTests
{
    // The names that databases of earlier versions contain. Names may be added here, but none may change or disappear.
    private static readonly string[] Stored =
    [
        "Running", "Waiting", "Ended", "Failed", "Refused", "PromptTokens", "GenerationTokens", "PrefixQueries", "PrefixHits", "Preemptions", "Steps", "StepTokens",
        "KvUsed", "KvCached", "KvFree",
        "TimeToFirstTokenP50", "TimeToFirstTokenP90", "TimeToFirstTokenP95", "TimeToFirstTokenP99",
        "InterTokenP50", "InterTokenP90", "InterTokenP95", "InterTokenP99",
        "EndToEndP50", "EndToEndP90", "EndToEndP95", "EndToEndP99",
        "QueueTime", "PrefillTime", "DecodeTime",
        "MemoryWeights", "MemoryKvUsed", "MemoryKvCached", "MemoryKvFree", "MemoryActivations", "MemoryProcess", "MemoryOthers", "MemoryFree",
        "ProcessCpu", "MachineCpu", "Threads", "GpuUtilization", "GpuTemperature", "GpuPower", "GpuClock", "AcceptedTokens",
    ];

    [Fact]
    public void FromJson_OfAnEarlierVersion_FindsEachMetricByItsName()
    {
        string json = $$"""{{{string.Join(',', Stored.Select((name, place) => $"\"{name}\":{place + 1}"))}},"Seconds":60}""";

        MetricSample minute = MetricSample.FromJson(DateTimeOffset.UnixEpoch, json);

        Assert.Equal(TimeSpan.FromMinutes(1), minute.Duration);
        Dictionary<string, double?> values = Metric.Stored.ToDictionary(metric => metric.Name, metric => minute[metric]);
        Assert.All(Stored, (name, place) => Assert.Equal(place + 1, values[name]));
    }

    [Fact]
    public void ToJson_OfASample_LeavesDerivedMetricsOut()
    {
        MetricSample sample = new(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)) { [Metric.Failed] = 1, [Metric.Refused] = 2 };

        Assert.Equal(3, sample[Metric.Errors]);
        Assert.Equal("""{"Failed":1,"Refused":2,"Seconds":1}""", sample.ToJson());
    }

    [Fact]
    public void All_Instruments_AreOfTheEngine()
    {
        List<string> published = [];
        using EngineMetrics metrics = new(() => new EngineSnapshot());
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter == metrics.Meter)
            {
                published.Add(instrument.Name);
            }
        };
        listener.Start();

        Assert.All(Metric.All.Select(metric => metric.Instrument).OfType<string>(), instrument => Assert.Contains(instrument, published));
    }

    [Fact]
    public void All_Metrics_HaveNamesOfTheirOwnAndOneWayToBeRead()
    {
        Assert.Equal(Metric.All.Select(metric => metric.Name).Distinct(), Metric.All.Select(metric => metric.Name));
        Assert.All(Metric.All, metric => Assert.Equal(1, new object?[] { metric.Read, metric.Count, metric.Summarize, metric.Derive }.Count(way => way is not null)));
        Assert.All(Metric.All, metric => Assert.Equal(metric.Count is not null || metric.Summarize is not null, metric.Instrument is not null));
    }
}
