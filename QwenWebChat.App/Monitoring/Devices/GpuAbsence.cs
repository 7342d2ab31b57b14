namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>The reason why no GPU can be monitored.</summary>
/// <param name="Detail">A file name or the driver's error text, according to the reason; null for none.</param>
public sealed record GpuAbsence(GpuAbsenceReason Reason, string? Detail = null);
