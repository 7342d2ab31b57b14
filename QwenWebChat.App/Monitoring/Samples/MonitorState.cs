using QwenWebChat.App.Monitoring.Devices;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>All values that were read in one second.</summary>
/// <param name="Gpus">The GPUs; empty if there are none.</param>
/// <param name="GpuAbsence">The reason why no GPU could be read; null if one was.</param>
public sealed record MonitorState(
    MetricSample Sample, ServedModel? Model, MemoryAccount Memory, HostReading Host, IReadOnlyList<GpuReading> Gpus, GpuAbsence? GpuAbsence);
