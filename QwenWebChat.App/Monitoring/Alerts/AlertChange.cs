namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>An alert came, or went.</summary>
internal sealed record AlertChange(bool IsFiring, Alert Alert);
