namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>The start or the end of an alert.</summary>
internal sealed record AlertChange(bool IsFiring, Alert Alert);
