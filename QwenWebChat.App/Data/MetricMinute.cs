namespace QwenWebChat.App.Data;

/// <summary>What was measured in one minute.</summary>
internal sealed class MetricMinute
{
    /// <summary>The minute's beginning.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The figures, as JSON.</summary>
    public required string Values { get; init; }
}
