namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>A value that has reached its threshold for the hold time.</summary>
/// <param name="Rule">The rule that fired.</param>
/// <param name="Value">The last known value.</param>
/// <param name="Threshold">The threshold of the rule.</param>
/// <param name="Since">The time at which the value reached the threshold.</param>
public sealed record Alert(AlertRule Rule, double Value, double Threshold, DateTimeOffset Since);
