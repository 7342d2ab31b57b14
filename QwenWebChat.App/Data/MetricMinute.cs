namespace QwenWebChat.App.Data;

/// <summary>The metrics of one minute.</summary>
internal sealed class MetricMinute
{
    /// <summary>The start of the minute.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The values by the names of their metrics, as JSON.</summary>
    public required string Values { get; init; }
}
