namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>What is watched, by the names of the settings that hold the thresholds.</summary>
public enum AlertRule
{
    /// <summary>The part of the cache of keys and values that running requests hold.</summary>
    KvShare,

    /// <summary>The part of the device's memory that is taken.</summary>
    MemoryShare,

    /// <summary>Requests that wait.</summary>
    WaitingRequests,

    /// <summary>The part of the requests of the last five minutes that failed.</summary>
    ErrorShare,

    /// <summary>The time to the first token that 95 of 100 requests do not exceed.</summary>
    TimeToFirstTokenP95Seconds,

    /// <summary>The time between two tokens that 95 of 100 do not exceed.</summary>
    InterTokenP95Seconds,
}
