namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>What is watched, at one moment. Null means unknown, such as the time to the first token while nobody asks.</summary>
internal sealed record AlertReading
{
    public required DateTimeOffset At { get; init; }

    /// <summary>0 to 1.</summary>
    public double? KvShare { get; init; }

    /// <summary>0 to 1.</summary>
    public double? MemoryShare { get; init; }

    public int? WaitingRequests { get; init; }

    /// <summary>0 to 1, over the last five minutes.</summary>
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
