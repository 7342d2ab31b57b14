using System.Globalization;

namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>Section <c>Monitoring:Alerts</c>: what an operator wants to be told. A threshold that is empty is off.</summary>
public sealed record AlertOptions
{
    private const int LongestHold = 86_400;

    /// <summary>The part of the cache of keys and values that requests may hold, up to 1.</summary>
    public double? KvShare { get; init; } = 0.95;

    /// <summary>The part of the memory that may be taken, up to 1.</summary>
    public double? MemoryShare { get; init; } = 0.95;

    /// <summary>How many requests may wait.</summary>
    public int? WaitingRequests { get; init; } = 32;

    /// <summary>The part of the last five minutes' requests that may fail, up to 1.</summary>
    public double? ErrorShare { get; init; } = 0.05;

    public double? TimeToFirstTokenP95Seconds { get; init; } = 10;

    public double? InterTokenP95Seconds { get; init; } = 0.5;

    /// <summary>How long something must be beyond its threshold before it is told, and below before it is over.</summary>
    public int HoldSeconds { get; init; } = 30;

    /// <summary>The address that is told; empty for none.</summary>
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

        if (HoldSeconds is < 0 or > LongestHold)
        {
            throw new ArgumentException($"HoldSeconds is {HoldSeconds}; it must be 0 to {LongestHold}.");
        }

        if (Webhook.Length > 0 && !WebAddress.IsValidUrl(Webhook))
        {
            throw new ArgumentException($"Webhook is '{Webhook}'; it must be an address such as https://example.org/hook, or empty for none.");
        }
    }
}
