using System.Globalization;

namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>Section <c>Monitoring:Alerts</c>: the thresholds of the alerts. An empty threshold turns its alert off.</summary>
public sealed record AlertOptions
{
    private const int MaxHoldSeconds = 86_400;

    /// <summary>Used part of the KV cache at which the alert fires.</summary>
    public double? KvShare { get; init; } = 0.95;

    /// <summary>Used part of the memory at which the alert fires.</summary>
    public double? MemoryShare { get; init; } = 0.95;

    /// <summary>Number of waiting requests at which the alert fires.</summary>
    public int? WaitingRequests { get; init; } = 32;

    /// <summary>Part of the requests of the last five minutes that failed at which the alert fires.</summary>
    public double? ErrorShare { get; init; } = 0.05;

    /// <summary>95th percentile of the time to first token, in seconds, at which the alert fires.</summary>
    public double? TimeToFirstTokenP95Seconds { get; init; } = 10;

    /// <summary>95th percentile of the time between two tokens, in seconds, at which the alert fires.</summary>
    public double? InterTokenP95Seconds { get; init; } = 0.5;

    /// <summary>Seconds that a threshold must be exceeded before the alert fires, and no longer exceeded before it is resolved.</summary>
    public int HoldSeconds { get; init; } = 30;

    /// <summary>Address that receives a POST request when an alert fires or is resolved; empty for none.</summary>
    public string Webhook { get; init; } = "";

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

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        foreach (AlertRule rule in Enum.GetValues<AlertRule>())
        {
            bool isShare = rule is AlertRule.KvShare or AlertRule.MemoryShare or AlertRule.ErrorShare;
            // Written so that what is no number at all is refused too.
            if (this[rule] is { } threshold && !(threshold > 0 && (isShare ? threshold <= 1 : double.IsFinite(threshold))))
            {
                string expected = isShare ? "above 0 and at most 1" : "above 0";
                throw new ArgumentException($"{rule} is {threshold.ToString(CultureInfo.InvariantCulture)}; it must be {expected}, or empty for off.");
            }
        }

        if (HoldSeconds is < 0 or > MaxHoldSeconds)
        {
            throw new ArgumentException($"HoldSeconds is {HoldSeconds}; it must be 0 to {MaxHoldSeconds}.");
        }

        if (Webhook.Length > 0 && !WebAddress.IsValidUrl(Webhook))
        {
            throw new ArgumentException($"Webhook is '{Webhook}'; it must be an address such as https://example.org/hook, or empty for none.");
        }
    }
}
