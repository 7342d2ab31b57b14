namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>
/// The current values of the alert rules. Null means unknown, such as the time to first token without requests.
/// </summary>
internal sealed record AlertReading
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Share of the KV cache in use, 0 to 1.</summary>
    public double? KvShare { get; init; }

    /// <summary>Share of the device's memory in use, 0 to 1.</summary>
    public double? MemoryShare { get; init; }

    public int? WaitingRequests { get; init; }

    /// <summary>Share of failed requests in the last five minutes, 0 to 1.</summary>
    public double? ErrorShare { get; init; }

    public double? TimeToFirstTokenP95Seconds { get; init; }

    public double? InterTokenP95Seconds { get; init; }

    public double? this[AlertRule rule] => rule switch
    {
        AlertRule.KvShare => KvShare,
        AlertRule.MemoryShare => MemoryShare,
        AlertRule.WaitingRequests => WaitingRequests,
        AlertRule.ErrorShare => ErrorShare,
        AlertRule.TimeToFirstTokenP95Seconds => TimeToFirstTokenP95Seconds,
        AlertRule.InterTokenP95Seconds => InterTokenP95Seconds,
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };
}
