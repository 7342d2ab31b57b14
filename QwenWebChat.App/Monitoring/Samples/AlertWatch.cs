using QwenWebChat.App.Monitoring.Alerts;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Passes samples to the alert rules.</summary>
internal sealed class AlertWatch(AlertBoard board, MetricHistory history, TimeProvider time)
{
    // The start time plus the elapsed time never decreases.
    private readonly DateTimeOffset _begunAt = time.GetUtcNow();
    private readonly long _begun = time.GetTimestamp();

    /// <summary>The history already contains the sample.</summary>
    public void Observe(MetricSample sample)
    {
        IReadOnlyList<MetricSample> minutes = history.Read(MetricWindow.Minutes);
        double ended = MetricSample.Total(minutes, Metric.Ended);
        board.Observe(new AlertReading
        {
            At = _begunAt + time.GetElapsedTime(_begun),
            KvShare = sample[Metric.KvShare],
            MemoryShare = sample[Metric.MemoryShare],
            WaitingRequests = (int?)sample[Metric.Waiting],
            ErrorShare = ended > 0 ? MetricSample.Total(minutes, Metric.Failed) / ended : null,
            TimeToFirstTokenP95Seconds = sample[Metric.TimeToFirstTokenP95],
            InterTokenP95Seconds = sample[Metric.InterTokenP95],
        });
    }
}
