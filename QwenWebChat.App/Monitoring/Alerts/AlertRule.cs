namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>The alert rules, named as the settings that hold their thresholds.</summary>
public enum AlertRule
{
    /// <summary>Share of the KV cache that running requests hold.</summary>
    KvShare,

    /// <summary>Share of the device's memory in use.</summary>
    MemoryShare,

    /// <summary>Number of waiting requests.</summary>
    WaitingRequests,

    /// <summary>Share of failed requests in the last five minutes.</summary>
    ErrorShare,

    /// <summary>95th percentile of the time to first token.</summary>
    TimeToFirstTokenP95Seconds,

    /// <summary>95th percentile of the time between two tokens.</summary>
    InterTokenP95Seconds,
}
