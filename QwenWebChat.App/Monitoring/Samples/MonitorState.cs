using QwenWebChat.App.Monitoring.Devices;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>All that was read in one second.</summary>
/// <param name="Gpus">Empty where there is none.</param>
/// <param name="GpuAbsence">Why there is none; null where there is.</param>
public sealed record MonitorState(
    MetricSample Sample, ServedModel? Model, MemoryAccount Memory, HostReading Host, IReadOnlyList<GpuReading> Gpus, GpuAbsence? GpuAbsence);
