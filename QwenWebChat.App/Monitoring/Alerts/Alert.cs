namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>Something that has been beyond its threshold for long enough.</summary>
/// <param name="Rule">What.</param>
/// <param name="Value">The last that is known of it.</param>
/// <param name="Threshold">What it should stay below.</param>
/// <param name="Since">When it reached that.</param>
public sealed record Alert(AlertRule Rule, double Value, double Threshold, DateTimeOffset Since);
