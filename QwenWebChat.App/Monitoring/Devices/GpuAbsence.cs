namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>Why no GPU can be read.</summary>
/// <param name="Detail">What the reason names: a file, or the driver's own words; null where it names nothing.</param>
public sealed record GpuAbsence(GpuAbsenceReason Reason, string? Detail = null);
